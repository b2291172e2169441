namespace Orleans;

/// <summary>A first-in first-out ring that costs nothing while it has never been used. Not thread-safe.</summary>
internal struct WorkQueue
{
    private object?[]? _items;
    private int _head;

    public int Count { get; private set; }

    public readonly object this[int index] => _items![(_head + index) & (_items.Length - 1)]!;

    public void Enqueue(object item)
    {
        if (_items is null) _items = new object?[4];
        else if (Count == _items.Length) Grow();
        _items[(_head + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    public object Dequeue()
    {
        var item = _items![_head]!;
        _items[_head] = null;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    /// <summary>Gives the memory of a queue back that is empty and was once long.</summary>
    public void Trim()
    {
        if (Count != 0) return;
        _items = null;
        _head = 0;
    }

    private void Grow()
    {
        var items = new object?[_items!.Length * 2];
        for (var i = 0; i < Count; i++) items[i] = this[i];
        _items = items;
        _head = 0;
    }
}

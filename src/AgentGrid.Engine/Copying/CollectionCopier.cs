namespace Orleans.Serialization;

/// <summary>Base of copiers of mutable collections: an object that occurs twice is copied once.</summary>
internal abstract class CollectionCopier<T> : TypeCopier<T> where T : class
{
    public sealed override T Copy(T value, CopyContext context)
    {
        if (value is null) return null!;
        if (value.GetType() != typeof(T)) return (T)CopierTable.Get(value.GetType()).CopyObject(value, context);
        if (context.TryGet(value) is { } known) return (T)known;
        var copy = Create(value);
        context.Add(value, copy);
        Fill(value, copy, context);
        return copy;
    }

    protected abstract T Create(T value);

    protected abstract void Fill(T from, T to, CopyContext context);
}

namespace Orleans.Serialization;

/// <summary>The objects copied so far in one call: an object reached twice is copied once, and cycles end. Not thread-safe.</summary>
public sealed class CopyContext
{
    private const int Few = 8;

    [ThreadStatic]
    private static CopyContext? s_spare;

    private readonly object[] _originals = new object[Few];
    private readonly object[] _copies = new object[Few];
    private Dictionary<object, object>? _more;
    private int _count;

    /// <summary>A clean context; give it back with <see cref="Return"/>.</summary>
    public static CopyContext Rent()
    {
        var context = s_spare ?? new();
        s_spare = null;
        return context;
    }

    /// <summary>Forgets all and keeps the object for the next copy on this thread.</summary>
    public void Return()
    {
        var used = Math.Min(_count, Few);
        Array.Clear(_originals, 0, used);
        Array.Clear(_copies, 0, used);
        _more = null;
        _count = 0;
        s_spare = this;
    }

    internal object? TryGet(object original)
    {
        var few = Math.Min(_count, Few);
        for (var i = 0; i < few; i++)
        {
            if (ReferenceEquals(_originals[i], original)) return _copies[i];
        }

        return _more is { } more && more.TryGetValue(original, out var copy) ? copy : null;
    }

    internal void Add(object original, object copy)
    {
        if (_count < Few)
        {
            _originals[_count] = original;
            _copies[_count] = copy;
        }
        else
        {
            (_more ??= new(ReferenceEqualityComparer.Instance)).Add(original, copy);
        }

        _count++;
    }
}

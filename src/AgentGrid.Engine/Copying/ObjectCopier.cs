namespace Orleans.Serialization;

/// <summary>Base of generated copiers of classes: keeps the runtime type, and copies an object that occurs twice only once.</summary>
public abstract class ObjectCopier<T> : TypeCopier<T>, IMemberCopier<T> where T : class
{
    /// <inheritdoc/>
    public sealed override T Copy(T value, CopyContext context)
    {
        if (value is null) return null!;
        ArgumentNullException.ThrowIfNull(context);
        if (value.GetType() != typeof(T)) return (T)CopierTable.Get(value.GetType()).CopyObject(value, context);
        if (context.TryGet(value) is { } known) return (T)known;
        var copy = Create(value);
        context.Add(value, copy);
        CopyMembers(value, copy, context);
        return copy;
    }

    /// <summary>Copies the members with [Id], those of base types first.</summary>
    public abstract void CopyMembers(T from, T to, CopyContext context);

    /// <summary>An object to copy into.</summary>
    protected abstract T Create(T value);
}

namespace Orleans.Serialization;

/// <summary>
/// Base of copiers of collections known only by an interface. A type that can cross keeps itself; of any other (what the compiler makes of
/// <c>[a, b]</c>, read-only wrappers, queries) the items cross, in a plain collection.
/// </summary>
internal abstract class CollectionInterfaceCopier<T> : TypeCopier<T> where T : class
{
    public sealed override T Copy(T value, CopyContext context)
    {
        if (value is null) return null!;
        var own = CopierTable.Get(value.GetType());
        if (!own.Refuses) return (T)own.CopyObject(value, context);
        if (context.TryGet(value) is { } known) return (T)known;
        var copy = Gather(value, context);
        context.Add(value, copy);
        return copy;
    }

    protected abstract T Gather(T from, CopyContext context);
}

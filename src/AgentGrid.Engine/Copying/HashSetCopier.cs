namespace Orleans.Serialization;

internal sealed class HashSetCopier<T> : CollectionCopier<HashSet<T>>
{
    protected override HashSet<T> Create(HashSet<T> value) => new(value.Count, value.Comparer);

    protected override void Fill(HashSet<T> from, HashSet<T> to, CopyContext context)
    {
        foreach (var item in from) to.Add(DeepCopy.Of(item, context));
    }
}

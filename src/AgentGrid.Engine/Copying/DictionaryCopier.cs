namespace Orleans.Serialization;

internal sealed class DictionaryCopier<TKey, TValue> : CollectionCopier<Dictionary<TKey, TValue>> where TKey : notnull
{
    protected override Dictionary<TKey, TValue> Create(Dictionary<TKey, TValue> value) => new(value.Count, value.Comparer);

    protected override void Fill(Dictionary<TKey, TValue> from, Dictionary<TKey, TValue> to, CopyContext context)
    {
        foreach (var (key, value) in from) to.Add(DeepCopy.Of(key, context), DeepCopy.Of(value, context));
    }
}

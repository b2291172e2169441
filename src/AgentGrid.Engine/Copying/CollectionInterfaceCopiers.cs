namespace Orleans.Serialization;

internal sealed class EnumerableCopier<T> : CollectionInterfaceCopier<IEnumerable<T>>
{
    protected override IEnumerable<T> Gather(IEnumerable<T> from, CopyContext context) => Items(from, context);

    internal static List<T> Items(IEnumerable<T> from, CopyContext context) => [.. from.Select(item => DeepCopy.Of(item, context))];
}

internal sealed class ReadOnlyCollectionCopier<T> : CollectionInterfaceCopier<IReadOnlyCollection<T>>
{
    protected override IReadOnlyCollection<T> Gather(IReadOnlyCollection<T> from, CopyContext context) => EnumerableCopier<T>.Items(from, context);
}

internal sealed class ReadOnlyListCopier<T> : CollectionInterfaceCopier<IReadOnlyList<T>>
{
    protected override IReadOnlyList<T> Gather(IReadOnlyList<T> from, CopyContext context) => EnumerableCopier<T>.Items(from, context);
}

internal sealed class PlainCollectionCopier<T> : CollectionInterfaceCopier<ICollection<T>>
{
    protected override ICollection<T> Gather(ICollection<T> from, CopyContext context) => EnumerableCopier<T>.Items(from, context);
}

internal sealed class ListInterfaceCopier<T> : CollectionInterfaceCopier<IList<T>>
{
    protected override IList<T> Gather(IList<T> from, CopyContext context) => EnumerableCopier<T>.Items(from, context);
}

internal sealed class SetInterfaceCopier<T> : CollectionInterfaceCopier<ISet<T>>
{
    protected override ISet<T> Gather(ISet<T> from, CopyContext context) => EnumerableCopier<T>.Items(from, context).ToHashSet();
}

internal sealed class ReadOnlySetCopier<T> : CollectionInterfaceCopier<IReadOnlySet<T>>
{
    protected override IReadOnlySet<T> Gather(IReadOnlySet<T> from, CopyContext context) => EnumerableCopier<T>.Items(from, context).ToHashSet();
}

internal sealed class DictionaryInterfaceCopier<TKey, TValue> : CollectionInterfaceCopier<IDictionary<TKey, TValue>> where TKey : notnull
{
    protected override IDictionary<TKey, TValue> Gather(IDictionary<TKey, TValue> from, CopyContext context) => Pairs(from, context);

    internal static Dictionary<TKey, TValue> Pairs(IEnumerable<KeyValuePair<TKey, TValue>> from, CopyContext context) =>
        from.ToDictionary(pair => DeepCopy.Of(pair.Key, context), pair => DeepCopy.Of(pair.Value, context));
}

internal sealed class ReadOnlyDictionaryCopier<TKey, TValue> : CollectionInterfaceCopier<IReadOnlyDictionary<TKey, TValue>> where TKey : notnull
{
    protected override IReadOnlyDictionary<TKey, TValue> Gather(IReadOnlyDictionary<TKey, TValue> from, CopyContext context) =>
        DictionaryInterfaceCopier<TKey, TValue>.Pairs(from, context);
}

using System.Collections.Immutable;

namespace Orleans.Serialization;

// Immutable collections are as immutable as what they hold.

internal sealed class ImmutableArrayCopier<T> : TypeCopier<ImmutableArray<T>>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T>();

    public override ImmutableArray<T> Copy(ImmutableArray<T> value, CopyContext context) =>
        IsImmutable || value.IsDefault ? value : ImmutableArray.CreateRange(value, item => DeepCopy.Of(item, context));
}

internal sealed class ImmutableListCopier<T> : TypeCopier<ImmutableList<T>>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T>();

    public override ImmutableList<T> Copy(ImmutableList<T> value, CopyContext context) =>
        IsImmutable || value is null ? value! : value.ConvertAll(item => DeepCopy.Of(item, context));
}

internal sealed class ImmutableHashSetCopier<T> : TypeCopier<ImmutableHashSet<T>>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T>();

    public override ImmutableHashSet<T> Copy(ImmutableHashSet<T> value, CopyContext context) =>
        IsImmutable || value is null ? value! : ImmutableHashSet.CreateRange(value.KeyComparer, value.Select(item => DeepCopy.Of(item, context)));
}

internal sealed class ImmutableDictionaryCopier<TKey, TValue> : TypeCopier<ImmutableDictionary<TKey, TValue>> where TKey : notnull
{
    public override bool IsImmutable => DeepCopy.IsImmutable<TKey>() && DeepCopy.IsImmutable<TValue>();

    public override ImmutableDictionary<TKey, TValue> Copy(ImmutableDictionary<TKey, TValue> value, CopyContext context) =>
        IsImmutable || value is null
            ? value!
            : ImmutableDictionary.CreateRange(value.KeyComparer, value.ValueComparer,
                value.Select(pair => KeyValuePair.Create(DeepCopy.Of(pair.Key, context), DeepCopy.Of(pair.Value, context))));
}

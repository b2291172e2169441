namespace Orleans.Serialization;

internal sealed class KeyValuePairCopier<TKey, TValue> : TypeCopier<KeyValuePair<TKey, TValue>>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<TKey>() && DeepCopy.IsImmutable<TValue>();

    public override KeyValuePair<TKey, TValue> Copy(KeyValuePair<TKey, TValue> value, CopyContext context) =>
        new(DeepCopy.Of(value.Key, context), DeepCopy.Of(value.Value, context));
}

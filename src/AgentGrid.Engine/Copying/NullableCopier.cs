namespace Orleans.Serialization;

internal sealed class NullableCopier<T> : TypeCopier<T?> where T : struct
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T>();

    public override T? Copy(T? value, CopyContext context) => value is { } some ? DeepCopy.Of(some, context) : null;
}

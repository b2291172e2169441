namespace Orleans.Serialization;

/// <summary>Passes values as they are.</summary>
internal sealed class ImmutableCopier<T> : TypeCopier<T>
{
    public override bool IsImmutable => true;

    public override T Copy(T value, CopyContext context) => value;
}

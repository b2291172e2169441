namespace Orleans.Serialization;

/// <summary>Stands for types that may not cross.</summary>
internal sealed class RefusingCopier<T>(string message) : TypeCopier<T>
{
    internal override bool Refuses => true;

    public override T Copy(T value, CopyContext context) => throw new CodecNotFoundException(message);
}

namespace Orleans.Serialization;

/// <summary>Exceptions as members of wire types.</summary>
internal sealed class ExceptionCopier<T> : TypeCopier<T> where T : Exception
{
    public override T Copy(T value, CopyContext context) =>
        value is null ? null! : (T)ExceptionCopier.Copy(value);
}

namespace Orleans.Serialization;

/// <summary>Copies values of one type; what the runtime keeps per type.</summary>
public abstract class TypeCopier
{
    /// <summary>Values need no copy.</summary>
    public virtual bool IsImmutable => false;

    /// <summary>Values may not cross.</summary>
    internal virtual bool Refuses => false;

    internal abstract object CopyObject(object value, CopyContext context);
}

namespace Orleans.Serialization;

/// <summary>Copies values of type <typeparamref name="T"/>, with all they hold.</summary>
public abstract class TypeCopier<T> : TypeCopier
{
    /// <summary>A copy that shares nothing mutable with <paramref name="value"/>. Null gives null.</summary>
    public abstract T Copy(T value, CopyContext context);

    internal sealed override object CopyObject(object value, CopyContext context) => Copy((T)value, context)!;
}

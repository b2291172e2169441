namespace Orleans.Serialization;

/// <summary>Passes values of a class marked [Immutable] as they are, but looks at derived classes for themselves.</summary>
internal sealed class ImmutableBaseCopier<T> : TypeCopier<T>
{
    public override T Copy(T value, CopyContext context) =>
        value is null || value.GetType() == typeof(T) ? value : (T)CopierTable.Get(value.GetType()).CopyObject(value, context);
}

namespace Orleans.Serialization;

/// <summary>For interfaces and abstract classes: the runtime type decides.</summary>
internal sealed class RuntimeTypeCopier<T> : TypeCopier<T>
{
    public override T Copy(T value, CopyContext context) => value switch
    {
        null => value!,

        // An object without type has no state: it can only be a lock or a token, which means nothing elsewhere.
        _ when value.GetType() == typeof(object) => throw new CodecNotFoundException("A plain object cannot cross a grain boundary."),
        _ => (T)CopierTable.Get(value.GetType()).CopyObject(value, context),
    };
}

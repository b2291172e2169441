namespace Orleans.Serialization;

// The memory behind a read-only view may still change: both kinds are copied.

internal sealed class ReadOnlyMemoryCopier<T> : TypeCopier<ReadOnlyMemory<T>>
{
    public override ReadOnlyMemory<T> Copy(ReadOnlyMemory<T> value, CopyContext context) => DeepCopy.Of(value.ToArray(), context);
}

internal sealed class MemoryCopier<T> : TypeCopier<Memory<T>>
{
    public override Memory<T> Copy(Memory<T> value, CopyContext context) => DeepCopy.Of(value.ToArray(), context);
}

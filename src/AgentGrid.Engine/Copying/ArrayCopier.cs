namespace Orleans.Serialization;

internal sealed class ArrayCopier<T> : TypeCopier<T[]>
{
    public override T[] Copy(T[] value, CopyContext context)
    {
        if (value is null || value.Length == 0) return value!;
        if (DeepCopy.IsImmutable<T>()) return value.AsSpan().ToArray();
        if (context.TryGet(value) is { } known) return (T[])known;
        var copy = new T[value.Length];
        context.Add(value, copy);
        for (var i = 0; i < copy.Length; i++) copy[i] = DeepCopy.Of(value[i], context);
        return copy;
    }
}

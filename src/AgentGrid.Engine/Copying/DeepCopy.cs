namespace Orleans.Serialization;

/// <summary>Copies values at grain boundaries.</summary>
public static class DeepCopy
{
    /// <summary>A copy of one value.</summary>
    /// <exception cref="CodecNotFoundException">A type without [GenerateSerializer] and [Alias].</exception>
    public static T Of<T>(T value)
    {
        if (value is null || CopierOf<T>.Instance.IsImmutable) return value;
        var context = CopyContext.Rent();
        try
        {
            return CopierOf<T>.Instance.Copy(value, context);
        }
        finally
        {
            context.Return();
        }
    }

    /// <summary>A copy of one of several values that may share objects.</summary>
    public static T Of<T>(T value, CopyContext context) => value is null ? value : CopierOf<T>.Instance.Copy(value, context);

    /// <summary>Whether values of this type are passed as they are.</summary>
    public static bool IsImmutable<T>() => CopierOf<T>.Instance.IsImmutable;

    private static class CopierOf<T>
    {
        public static readonly TypeCopier<T> Instance = (TypeCopier<T>)CopierTable.Get(typeof(T));
    }
}

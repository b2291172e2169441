namespace Orleans.Serialization;

internal sealed class ValueTupleCopier<T1> : TypeCopier<ValueTuple<T1>>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T1>();

    public override ValueTuple<T1> Copy(ValueTuple<T1> value, CopyContext context) => new(DeepCopy.Of(value.Item1, context));
}

internal sealed class ValueTupleCopier<T1, T2> : TypeCopier<(T1, T2)>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T1>() && DeepCopy.IsImmutable<T2>();

    public override (T1, T2) Copy((T1, T2) value, CopyContext context) => (DeepCopy.Of(value.Item1, context), DeepCopy.Of(value.Item2, context));
}

internal sealed class ValueTupleCopier<T1, T2, T3> : TypeCopier<(T1, T2, T3)>
{
    public override bool IsImmutable => DeepCopy.IsImmutable<T1>() && DeepCopy.IsImmutable<T2>() && DeepCopy.IsImmutable<T3>();

    public override (T1, T2, T3) Copy((T1, T2, T3) value, CopyContext context) =>
        (DeepCopy.Of(value.Item1, context), DeepCopy.Of(value.Item2, context), DeepCopy.Of(value.Item3, context));
}

internal sealed class ValueTupleCopier<T1, T2, T3, T4> : TypeCopier<(T1, T2, T3, T4)>
{
    public override bool IsImmutable =>
        DeepCopy.IsImmutable<T1>() && DeepCopy.IsImmutable<T2>() && DeepCopy.IsImmutable<T3>() && DeepCopy.IsImmutable<T4>();

    public override (T1, T2, T3, T4) Copy((T1, T2, T3, T4) value, CopyContext context) =>
        (DeepCopy.Of(value.Item1, context), DeepCopy.Of(value.Item2, context), DeepCopy.Of(value.Item3, context), DeepCopy.Of(value.Item4, context));
}

internal sealed class TupleCopier<T1> : TypeCopier<Tuple<T1>>
{
    public override Tuple<T1> Copy(Tuple<T1> value, CopyContext context) => value is null ? null! : new(DeepCopy.Of(value.Item1, context));
}

internal sealed class TupleCopier<T1, T2> : TypeCopier<Tuple<T1, T2>>
{
    public override Tuple<T1, T2> Copy(Tuple<T1, T2> value, CopyContext context) =>
        value is null ? null! : new(DeepCopy.Of(value.Item1, context), DeepCopy.Of(value.Item2, context));
}

internal sealed class TupleCopier<T1, T2, T3> : TypeCopier<Tuple<T1, T2, T3>>
{
    public override Tuple<T1, T2, T3> Copy(Tuple<T1, T2, T3> value, CopyContext context) =>
        value is null ? null! : new(DeepCopy.Of(value.Item1, context), DeepCopy.Of(value.Item2, context), DeepCopy.Of(value.Item3, context));
}

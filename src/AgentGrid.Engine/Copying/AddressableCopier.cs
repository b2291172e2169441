using Orleans.Runtime;

namespace Orleans.Serialization;

/// <summary>References travel as they are; a grain that passes itself travels as its reference.</summary>
internal sealed class AddressableCopier<T> : TypeCopier<T>
{
    public override T Copy(T value, CopyContext context) => value switch
    {
        null or GrainReference => value,
        IGrainBase => (T)((IAddressable)value).AsReference(typeof(T)),
        _ => throw new ArgumentException($"{value.GetType()} is not a reference: make one with {nameof(IGrainFactory.CreateObjectReference)}."),
    };
}

namespace Orleans.CodeGeneration;

/// <summary>Points from an assembly to its generated <see cref="IGrainMetadata"/>.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainMetadataAttribute(Type type) : Attribute
{
    /// <summary>Has a public constructor without parameters.</summary>
    public Type Type { get; } = type;
}

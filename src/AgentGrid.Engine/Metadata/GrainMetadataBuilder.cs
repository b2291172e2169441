using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.CodeGeneration;

/// <summary>Collects what the generated code of all assemblies registers.</summary>
public sealed class GrainMetadataBuilder
{
    internal Dictionary<Type, Func<GrainReference>> References { get; } = [];

    internal List<Type> Grains { get; } = [];

    /// <summary>A grain or observer interface and its reference class.</summary>
    public void AddInterface(Type type, Func<GrainReference> make) => References[type] = make;

    /// <summary>A grain class.</summary>
    public void AddGrain(Type type) => Grains.Add(type);

    /// <summary>A type marked [GenerateSerializer] and its copier; both may be open generics of the same arity.</summary>
    public void AddCopier(Type type, Type copier)
    {
        _ = References;
        CopierTable.Register(type, copier);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Orleans.CodeGeneration;

/// <summary>One method of a grain interface, as the generator describes it.</summary>
public sealed class GrainMethod(Type interfaceType, string name, string alias, Type[] parameters, GrainMethodOptions options, TimeSpan? timeout)
{
    private MethodInfo? _info;

    public Type InterfaceType { get; } = interfaceType;

    public string Name { get; } = name;

    /// <summary>The <see cref="AliasAttribute"/>, else the name.</summary>
    public string Alias { get; } = alias;

    public GrainMethodOptions Options { get; } = options;

    /// <summary>Null for the engine's default.</summary>
    public TimeSpan? Timeout { get; } = timeout;

    /// <summary>Looked up on first use: only filters need it.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The engine is not trimmed.")]
    public MethodInfo Info => _info ??= InterfaceType.GetMethod(Name, parameters)
        ?? throw new MissingMethodException(InterfaceType.FullName, Name);

    /// <inheritdoc/>
    public override string ToString() => $"{InterfaceType.Name}.{Name}";
}

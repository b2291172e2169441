namespace Orleans;

/// <summary>The name of a type, interface or method on the wire: stays when the code is renamed.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method,
    AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>Unique among all types, or among the methods of an interface.</summary>
    public string Alias { get; } = alias;
}

using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Limits;

/// <summary>Route metadata: this policy counts besides the ceiling of the subject.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitAttribute(string policy) : Attribute
{
    /// <summary>The policy, of the closed list.</summary>
    public LimitPolicy Policy { get; } = LimitPolicy.Find(policy) ?? throw new ArgumentException($"There is no limit '{policy}'.", nameof(policy));
}

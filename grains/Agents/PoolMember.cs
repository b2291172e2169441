using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Grains.Agents;

/// <summary>A member as its pool keeps it. Survives a change of membership, so that leases of before still find it.</summary>
internal sealed class PoolMember(AgentTarget target, int index)
{
    /// <summary>Where to ask it; replaced when its row changes.</summary>
    public AgentTarget Target { get; set; } = target;

    /// <summary>Place in the balancer; -1 once it has left the pool.</summary>
    public int Index { get; set; } = index;

    /// <summary>What it did lately.</summary>
    public RollingStats Stats { get; } = new();

    /// <summary>Verdict of the health checks.</summary>
    public AgentHealthStatus Health { get; set; }

    /// <summary>When it was last checked.</summary>
    public DateTimeOffset? LastCheckedAt { get; set; }
}

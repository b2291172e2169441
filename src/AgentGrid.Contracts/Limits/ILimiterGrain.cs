using AgentGrid.Contracts.Identity;

namespace AgentGrid.Contracts.Limits;

/// <summary>Counts one key of one policy, for the whole cluster. Key: <see cref="LimiterKey"/>. Its state is volatile; at worst a window begins anew.</summary>
[Alias("grid.limits.ILimiterGrain")]
public interface ILimiterGrain : IGrainWithStringKey
{
    /// <summary>Takes one permit, or, where the policy's rate is high, a slice of up to so many for the asking process to spend by itself.</summary>
    [Alias("Lease")]
    ValueTask<LimitGrant> LeaseAsync(int wanted);

    /// <summary>Reads the override again; called after a change of it.</summary>
    [Alias("Refresh")]
    Task RefreshAsync(Caller caller);
}

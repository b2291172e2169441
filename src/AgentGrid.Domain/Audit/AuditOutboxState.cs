namespace AgentGrid.Domain.Audit;

/// <summary>What waits in the outbox for its chain.</summary>
/// <param name="Chains">The chains that events wait for.</param>
/// <param name="Events">How many wait, as far as was counted.</param>
/// <param name="Oldest">How long the oldest of them has been waiting.</param>
public sealed record AuditOutboxState(IReadOnlyList<string> Chains, int Events, TimeSpan Oldest);

namespace AgentGrid.Domain.Audit;

/// <summary>What came of moving events from the outbox to a chain.</summary>
/// <param name="Moved">How many events were moved; null when another writer was there first and nothing was.</param>
/// <param name="Head">The chain's last entry afterwards; meaningless after a loss.</param>
public sealed record AuditMove(int? Moved, AuditHead Head);

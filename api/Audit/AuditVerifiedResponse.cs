namespace AgentGrid.Api.Audit;

/// <summary>What the background verifier's last walk over the whole log came to.</summary>
/// <param name="Status">Its verdict.</param>
/// <param name="Checkpoint">Number of the last checkpoint that the entries agreed with: all entries under it were found whole.</param>
/// <param name="Entries">How many entries were found whole.</param>
/// <param name="StartedAt">When it began: what was changed since may not have been seen.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record AuditVerifiedResponse(string Status, long? Checkpoint, long Entries, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

namespace AgentGrid.Api.Audit;

/// <summary>Where the background verifier was when it last saved its position.</summary>
/// <param name="Chain">The chain; null before the first.</param>
/// <param name="Index">The last entry found whole.</param>
/// <param name="Entries">How many entries were found whole in this walk.</param>
/// <param name="Total">How many there are to look at; 0 while checkpoints are read.</param>
/// <param name="StartedAt">When the walk began.</param>
public sealed record AuditVerifyingResponse(string? Chain, long? Index, long Entries, long Total, DateTimeOffset StartedAt);

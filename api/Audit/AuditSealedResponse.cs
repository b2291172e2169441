namespace AgentGrid.Api.Audit;

/// <summary>How far contents are sealed: entries up to there are verified, but what they said lies in archives and is in no answer.</summary>
/// <param name="Checkpoint">Number of the checkpoint.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="Archive">The newest archive.</param>
public sealed record AuditSealedResponse(long Checkpoint, DateTimeOffset Time, string Archive)
{
    internal static AuditSealedResponse? Of(AuditSealState? seal) => seal is null ? null : new(seal.Through.Number, seal.Through.Time, seal.Seal.Archive);
}

namespace AgentGrid.Domain.Audit;

/// <summary>The first thing found wrong.</summary>
/// <param name="Fault">What.</param>
/// <param name="Chain">In which chain; null when it concerns checkpoints only.</param>
/// <param name="Index">At which entry; null when it concerns checkpoints only.</param>
/// <param name="Checkpoint">Number of the checkpoint that shows it; null when the chain itself does.</param>
public sealed record AuditFinding(AuditFault Fault, string? Chain, long? Index, long? Checkpoint = null)
{
    /// <summary>Whether entries are gone from the end, and what is left is whole.</summary>
    public bool IsTruncation => Fault is AuditFault.TailMissing or AuditFault.ChainMissing or AuditFault.OlderBackup or AuditFault.EpochReplaced;

    /// <summary>A sentence for people, without what the entry says.</summary>
    public override string ToString() => (Chain, Index, Checkpoint) switch
    {
        ({ } chain, { } index, { } checkpoint) => $"chain {chain}, entry {index}: {AuditTerms.Name(Fault)} (shown by checkpoint {checkpoint})",
        ({ } chain, { } index, null) => $"chain {chain}, entry {index}: {AuditTerms.Name(Fault)}",
        (_, _, { } checkpoint) => $"checkpoint {checkpoint}: {AuditTerms.Name(Fault)}",
        _ => AuditTerms.Name(Fault),
    };
}

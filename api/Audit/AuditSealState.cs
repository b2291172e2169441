using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>The seal in force.</summary>
/// <param name="Entry">The entry that says so.</param>
/// <param name="Seal">What it says; its signature holds.</param>
/// <param name="Through">Its checkpoint: the heads are the bounds of all chains.</param>
internal sealed record AuditSealState(AuditEntry Entry, AuditSeal Seal, AuditCheckpoint Through)
{
    /// <summary>The last index of a chain whose content may be gone.</summary>
    public long BoundOf(string chain) => Through.Heads.FirstOrDefault(head => head.Chain == chain)?.Index ?? 0;
}

using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit;

/// <summary>Walks checkpoints in the order of their numbers: each follows the one before, is signed, and agrees with one that was kept outside. Not thread-safe.</summary>
/// <param name="findKey">The key of an id, or null.</param>
/// <param name="earlier">A checkpoint from outside of what is verified: the newest that is at hand; or null.</param>
public sealed class AuditCheckpointVerifier(Func<string, VerificationKey?> findKey, AuditCheckpoint? earlier = null)
{
    /// <summary>The last checkpoint that was found good.</summary>
    public AuditCheckpoint? Last { get; private set; }

    /// <summary>The first thing found wrong, or null.</summary>
    public AuditFinding? Finding { get; private set; }

    /// <summary>The next checkpoint. The first may have any number: earlier ones add nothing to what later ones sign.</summary>
    /// <returns>False once something is wrong.</returns>
    public bool Add(AuditCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (Finding is not null)
            return false;
        if (Last is not null && (checkpoint.Number != Last.Number + 1 || checkpoint.Previous != Last.Hash))
            return Stop(AuditFault.CheckpointLink, checkpoint.Number);
        if (findKey(checkpoint.KeyId) is not { } key || !checkpoint.IsSignedBy(key))
            return Stop(AuditFault.CheckpointSignature, checkpoint.Number);
        if (checkpoint.Number == earlier?.Number && checkpoint.Hash != earlier.Hash)
            return Stop(AuditFault.CheckpointChanged, checkpoint.Number);
        Last = checkpoint;
        return true;
    }

    /// <summary>Says that there are no further checkpoints.</summary>
    /// <returns>The first thing found wrong, or null.</returns>
    public AuditFinding? Complete()
    {
        if (Finding is null && earlier is not null && (Last is null || Last.Number < earlier.Number))
            Stop(AuditFault.OlderBackup, earlier.Number);
        return Finding;
    }

    private bool Stop(AuditFault fault, long number)
    {
        Finding = new AuditFinding(fault, null, null, number);
        return false;
    }
}

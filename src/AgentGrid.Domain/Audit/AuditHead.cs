namespace AgentGrid.Domain.Audit;

/// <summary>The last entry of a chain at some moment: what the next entry follows and what a checkpoint signs.</summary>
/// <param name="Chain">Name of the chain, see <see cref="AuditChains"/>.</param>
/// <param name="Epoch">The entry's epoch, from 1.</param>
/// <param name="Index">The entry's index, from 1 and without gaps through all epochs; 0: the chain has no entry yet.</param>
/// <param name="Fingerprint">The entry's fingerprint; of an empty chain what its first entry must name as the previous one.</param>
public sealed record AuditHead(string Chain, long Epoch, long Index, AuditFingerprint Fingerprint)
{
    /// <summary>Largest epoch and index: the largest integers of JSON that all readers agree about.</summary>
    public const long Max = (1L << 53) - 1;

    // Tag, version, name, epoch, fingerprint, and room to spare.
    private const int LongestGenesis = 320;

    /// <summary>Before the first entry of a chain.</summary>
    /// <exception cref="ArgumentException">Not the name of a chain.</exception>
    public static AuditHead Empty(string chain)
    {
        if (!AuditChains.IsName(chain))
            throw new ArgumentException("Not the name of a chain.", nameof(chain));
        return new AuditHead(chain, 1, 0, Genesis(chain, 1, default));
    }

    /// <summary>
    /// What the first entry of an epoch names as its previous fingerprint. It covers what came before, so epochs of one chain cannot be exchanged:
    /// 32 zero bytes for the first epoch, for a later one the fingerprint of the entry before.
    /// </summary>
    public static AuditFingerprint Genesis(string chain, long epoch, AuditFingerprint before)
    {
        var input = new HashInput(stackalloc byte[LongestGenesis], "agentgrid.audit.genesis"u8, AuditLink.CurrentVersion);
        input.Text(chain);
        input.U64(epoch);
        input.Digest(before);
        return AuditFingerprint.Of(input.Written);
    }
}

using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>
/// Verifies a bundle offline. What is in a bundle proves nothing by itself: whoever can write the log can write all of it. So the key must be known from elsewhere, and against
/// a log that was cut off or put back together with its checkpoints only a checkpoint that was kept elsewhere helps.
/// </summary>
public static class BundleVerifier
{
    /// <summary>Reads a bundle to its end and says what it proves.</summary>
    /// <param name="bundle">See <see cref="AuditBundle"/>; stays open.</param>
    /// <param name="trustedKeyFingerprint">Thumbprint of the key that signs checkpoints (RFC 7638, <see cref="VerificationKey.KeyId"/>), from outside of the bundle.</param>
    /// <param name="earlierCheckpoint">A checkpoint that was kept outside, the newest there is; null when there is none. It is taken as true.</param>
    /// <param name="archives">Archives of what was sealed: what they hold is proven as if it were in the bundle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AuditBundleException">This is no whole bundle, or an archive is none.</exception>
    public static async Task<AuditBundleReport> VerifyAsync(
        Stream bundle, string trustedKeyFingerprint, AuditCheckpoint? earlierCheckpoint = null, IReadOnlyList<AuditArchive>? archives = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentException.ThrowIfNullOrEmpty(trustedKeyFingerprint);
        var reader = new AuditBundleReader(bundle);
        var keys = new Dictionary<string, VerificationKey>(StringComparer.Ordinal);
        // Twice: chains of the last checkpoint, and chains that came after it.
        var log = new AuditLogVerifier(keys.GetValueOrDefault, trustedKeyFingerprint, earlierCheckpoint) { MaxChains = 2 * AuditCheckpoint.MaxHeads };
        var seals = new BundleSeals(keys, archives ?? []);
        try
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                switch (reader.Kind)
                {
                    case AuditBundleLine.Key: keys[reader.Key.KeyId] = reader.Key; break;
                    case AuditBundleLine.Seal: log.Seal = seals.Expect(reader.Link, reader.Content); break;
                    case AuditBundleLine.Checkpoint: log.Add(reader.Checkpoint); break;
                    case AuditBundleLine.Entry:
                        var content = reader.Content ?? await seals.FindAsync(reader.Link, log.SealedThrough(reader.Link.Chain), cancellationToken);
                        if (log.Add(reader.Link, content))
                            seals.See(reader.Link, content);
                        break;
                }
            }

            return seals.Judge(log.Report());
        }
        catch (InvalidDataException large)
        {
            throw new AuditBundleException(reader.LineNumber, large.Message);
        }
    }
}

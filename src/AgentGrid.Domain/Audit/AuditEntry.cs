namespace AgentGrid.Domain.Audit;

/// <summary>An entry of a chain.</summary>
/// <param name="Link">What holds it in the chain; kept for ever.</param>
/// <param name="Event">Its content; null once it was sealed away. The chain verifies without it.</param>
public sealed record AuditEntry(AuditLink Link, AuditEvent? Event)
{
    /// <summary>Whether the content is gone and only its hash is left.</summary>
    public bool IsSealed => Event is null;

    /// <summary>The entry that follows a head, in its epoch.</summary>
    /// <param name="head">The chain's last entry, or <see cref="AuditHead.Empty"/>.</param>
    /// <param name="happened">Its content.</param>
    /// <param name="content">Buffers of the caller.</param>
    /// <exception cref="CanonicalJsonException">The content has no canonical form, see <see cref="AuditContent.Write"/>.</exception>
    public static AuditEntry After(AuditHead head, AuditEvent happened, AuditContent content) => Make(head, head.Epoch, head.Fingerprint, happened, content);

    /// <summary>The first entry of a later epoch: how a chain goes on, for all to see, after a backup was put back.</summary>
    /// <param name="head">The last entry that the backup has.</param>
    /// <param name="epoch">Later than any epoch that the chain ever had, as far as is known.</param>
    /// <param name="happened">Its content; it should name the head that was lost.</param>
    /// <param name="content">Buffers of the caller.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is not later than the head's.</exception>
    /// <exception cref="CanonicalJsonException">The content has no canonical form.</exception>
    public static AuditEntry InEpoch(AuditHead head, long epoch, AuditEvent happened, AuditContent content)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(epoch, head.Epoch);
        return Make(head, epoch, AuditHead.Genesis(head.Chain, epoch, head.Fingerprint), happened, content);
    }

    /// <summary>The entry without its content.</summary>
    public AuditEntry Seal() => this with { Event = null };

    private static AuditEntry Make(AuditHead head, long epoch, AuditFingerprint previous, AuditEvent happened, AuditContent content)
    {
        var link = new AuditLink
        {
            Version = AuditLink.CurrentVersion,
            Chain = head.Chain,
            Epoch = epoch,
            Index = head.Index + 1,
            Previous = previous,
            ContentHash = content.Hash(happened),
            Fingerprint = default,
        };
        return new AuditEntry(link with { Fingerprint = link.ComputeFingerprint() }, happened);
    }
}

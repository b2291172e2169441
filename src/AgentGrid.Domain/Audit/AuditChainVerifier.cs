namespace AgentGrid.Domain.Audit;

/// <summary>
/// Walks one chain from an entry on, in order, and stops at the first thing that is wrong. Knows what signed checkpoints said of the chain, because a chain by itself
/// cannot show that its end was cut off or that it was written anew. Cost: two hashes an entry. Not thread-safe.
/// </summary>
public sealed partial class AuditChainVerifier
{
    private AuditContent? _content;
    private AuditFingerprint _previous;
    private long _epochStart;

    /// <summary>Goes on after a head that is trusted: <see cref="AuditHead.Empty"/> for the whole chain, or where an earlier walk ended.</summary>
    public AuditChainVerifier(AuditHead after)
    {
        ArgumentNullException.ThrowIfNull(after);
        Head = after;
        _epochStart = after.Index + 1;
    }

    /// <summary>The last index whose content may be gone: entries up to it were sealed. Default: no bound, every entry may be.</summary>
    public long SealedThrough { get; set; } = AuditHead.Max;

    /// <summary>The last entry that was found whole.</summary>
    public AuditHead Head { get; private set; }

    /// <summary>How many entries were found whole.</summary>
    public long Entries { get; private set; }

    /// <summary>How many of them have no content any more.</summary>
    public long SealedEntries { get; private set; }

    /// <summary>The first thing found wrong, or null.</summary>
    public AuditFinding? Finding { get; private set; }

    // Made when it is needed: of many chains few are walked with contents.
    private AuditContent Content => _content ??= new AuditContent();

    /// <summary>For a part of a chain: takes the link of its first entry to the one before as given.</summary>
    public static AuditChainVerifier StartingWith(AuditLink first) => new(new AuditHead(first.Chain, first.Epoch, first.Index - 1, first.Previous));

    /// <summary>Walks all entries and then asks <see cref="Complete"/>.</summary>
    /// <returns>The first thing found wrong, or null.</returns>
    public async Task<AuditFinding?> VerifyAsync(IAsyncEnumerable<AuditEntry> entries, CancellationToken cancellationToken = default)
    {
        await foreach (var entry in entries.WithCancellation(cancellationToken))
            if (!Add(entry))
                break;
        return Complete();
    }

    /// <summary>Checks an entry by itself, out of its chain: that its content and fields are those under its fingerprint. For results that are not contiguous.</summary>
    public static AuditFault? CheckAlone(AuditEntry entry, AuditContent content)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            return CheckAlone(entry.Link, entry.Event is { } happened ? content.Hash(happened) : null);
        }
        catch (CanonicalJsonException)
        {
            return AuditFault.ContentUnreadable;
        }
    }

    /// <summary>The next entry.</summary>
    /// <returns>False once something is wrong: see <see cref="Finding"/>. Whoever goes on learns whether an entry that is missing comes later.</returns>
    public bool Add(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Finding is not null)
            return Late(entry.Link);
        try
        {
            return Add(entry.Link, entry.Event is { } happened ? Content.Hash(happened) : null);
        }
        catch (CanonicalJsonException)
        {
            return Stop(AuditFault.ContentUnreadable);
        }
    }

    /// <summary>The next entry, its content as JSON in UTF-8.</summary>
    /// <returns>As <see cref="Add(AuditEntry)"/>.</returns>
    public bool Add(in AuditLink link, ReadOnlySpan<byte> content)
    {
        if (Finding is not null)
            return Late(link);
        try
        {
            return Add(link, Content.Hash(content));
        }
        catch (CanonicalJsonException)
        {
            return Stop(AuditFault.ContentUnreadable);
        }
    }

    /// <summary>The next entry, of whose content only the hash is known.</summary>
    /// <param name="link">The entry.</param>
    /// <param name="contentHash">Hash of the content as it is now; null when there is none any more.</param>
    /// <returns>As <see cref="Add(AuditEntry)"/>.</returns>
    public bool Add(in AuditLink link, AuditFingerprint? contentHash)
    {
        if (Finding is not null)
            return Late(link);
        if (link.Chain != Head.Chain)
            return Stop(AuditFault.WrongChain);
        if (CheckAlone(link, contentHash) is { } fault)
            return Stop(fault);
        // From here on the entry's fields are those that were once hashed: its index can be believed.
        if (link.Index > Head.Index + 1)
            return Stop(AuditFault.Missing);
        if (link.Index <= Head.Index)
            return Stop(link.Index < Head.Index ? AuditFault.OutOfOrder : IsFork(link) ? AuditFault.Forked : AuditFault.Duplicate, link.Index);
        if (contentHash is null && link.Index > SealedThrough)
            return Stop(AuditFault.ContentMissing);
        if (link.Epoch < Head.Epoch)
            return Stop(AuditFault.WrongEpoch);
        if (link.Previous != (link.Epoch == Head.Epoch ? Head.Fingerprint : AuditHead.Genesis(link.Chain, link.Epoch, Head.Fingerprint)))
            return Stop(AuditFault.LinkBroken);

        if (link.Epoch != Head.Epoch)
            BeginEpoch(link.Index);
        Move(link);
        Entries++;
        if (contentHash is null)
            SealedEntries++;
        return CheckExpected();
    }

    private static AuditFault? CheckAlone(in AuditLink link, AuditFingerprint? contentHash)
    {
        if (link.Version != AuditLink.CurrentVersion)
            return AuditFault.Version;
        if (contentHash is { } hash && hash != link.ContentHash)
            return AuditFault.ContentChanged;
        // A name that is none cannot have been hashed; it is not hashed now either, as it may be of any length.
        return AuditChains.IsName(link.Chain) && link.ComputeFingerprint() == link.Fingerprint ? null : AuditFault.FingerprintChanged;
    }

    private void Move(in AuditLink link)
    {
        _previous = link.Previous;
        Head = link.Head;
    }

    private bool IsFork(in AuditLink link) => Entries > 0 && link.Previous == _previous && link.Fingerprint != Head.Fingerprint;

    private bool Stop(AuditFault fault, long? index = null, long? checkpoint = null)
    {
        var found = new AuditFinding(fault, Head.Chain, index ?? (Head.Index + 1), checkpoint);
        Finding = _lost?.Index < found.Index ? _lost : found;
        return false;
    }

    private bool Late(in AuditLink link)
    {
        if (Finding is { Fault: AuditFault.Missing } missing && link.Chain == missing.Chain && link.Index == missing.Index)
            Finding = missing with { Fault = AuditFault.OutOfOrder };
        return false;
    }
}

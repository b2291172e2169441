using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// Puts a verdict about a whole log together: first its checkpoints by number, then the entries of its chains, each chain in order. Memory: what checkpoints signed. Not thread-safe.
/// </summary>
/// <param name="findKey">The key of an id, or null.</param>
/// <param name="trusted">Id of the key whose checkpoints anchor the log.</param>
/// <param name="earlier">A checkpoint from outside of what is verified: the newest that is at hand, taken as true; or null.</param>
/// <param name="after">Goes on after this head, in the order of names: chains before it are left out. Null: the whole log.</param>
public sealed class AuditLogVerifier(Func<string, VerificationKey?> findKey, string trusted, AuditCheckpoint? earlier = null, AuditHead? after = null)
{
    private readonly AuditCheckpointVerifier _checkpoints = new(findKey, earlier);
    private readonly SortedDictionary<string, AuditChainVerifier> _chains = new(StringComparer.Ordinal);
    private readonly List<AuditChainVerifier> _broken = [];
    private readonly Dictionary<string, long> _bounds = new(StringComparer.Ordinal);
    private AuditChainVerifier? _current;
    private AuditFinding? _unreadable;
    private AuditCheckpoint? _sealedThrough;
    private bool _ended;

    /// <summary>Most chains. Default: no bound.</summary>
    public int MaxChains { get; init; } = int.MaxValue;

    /// <summary>What the log says was sealed; to be set before the checkpoints. It counts when the trusted key, or one that this key vouches for, signed it and its checkpoint is among them.</summary>
    public AuditSeal? Seal { get; set; }

    /// <summary>How many checkpoints were found good.</summary>
    public long Checkpoints { get; private set; }

    /// <summary>The last checkpoint of the trusted key.</summary>
    public AuditCheckpoint? Anchor { get; private set; }

    /// <summary>Names of the chains that are known by now, from checkpoints and entries, sorted.</summary>
    public IReadOnlyCollection<string> Chains => _chains.Keys;

    /// <summary>What is wrong with the checkpoints; null when nothing is.</summary>
    public AuditFinding? CheckpointFinding => _checkpoints.Finding ?? _unreadable;

    /// <summary>The first thing found wrong by now, or null. What a chain shows says more than what the checkpoints show: it has an index.</summary>
    public AuditFinding? Finding => _broken.Count > 0 ? FindingOf(_broken[0]) : CheckpointFinding;

    /// <summary>The next checkpoint.</summary>
    /// <returns>False once something is wrong with them.</returns>
    /// <exception cref="InvalidDataException">More than <see cref="MaxChains"/>.</exception>
    public bool Add(AuditCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (CheckpointFinding is not null)
            return false;
        // The outside checkpoint takes its place in the order of numbers. One that the log has too has the same heads, or it is reported.
        if (Checkpoints == 0 && earlier is not null && earlier.Number < checkpoint.Number)
            Expect(earlier);
        if (!_checkpoints.Add(checkpoint))
            return false;
        Checkpoints++;
        Expect(checkpoint);
        if (checkpoint.KeyId == trusted)
            Anchor = checkpoint;
        if (checkpoint.Number == Seal?.Checkpoint && checkpoint.Hash == Seal.CheckpointHash)
            _sealedThrough = checkpoint;
        return true;
    }

    /// <summary>Says that the next checkpoint cannot be read as one.</summary>
    public void AddUnreadableCheckpoint() => _unreadable ??= new AuditFinding(AuditFault.CheckpointSignature, null, null, (_checkpoints.Last?.Number ?? 0) + 1);

    /// <summary>Says that there are no further checkpoints. Safe to repeat.</summary>
    /// <exception cref="InvalidDataException">More than <see cref="MaxChains"/>.</exception>
    public void EndCheckpoints()
    {
        if (_ended)
            return;
        _ended = true;
        _checkpoints.Complete();
        if (earlier is not null && (_checkpoints.Last is null || _checkpoints.Last.Number < earlier.Number))
            Expect(earlier);
        if (_sealedThrough is { } through && IsSealed(through))
            SealThrough(through);
    }

    /// <summary>Says that contents under a checkpoint may be gone. Whoever says so has seen the seal.</summary>
    public void SealThrough(AuditCheckpoint through)
    {
        ArgumentNullException.ThrowIfNull(through);
        foreach (var head in through.Heads)
        {
            _bounds[head.Chain] = Math.Max(head.Index, _bounds.GetValueOrDefault(head.Chain));
            if (_chains.TryGetValue(head.Chain, out var chain))
                chain.SealedThrough = _bounds[head.Chain];
        }
    }

    /// <summary>The last index of a chain whose content may be gone. There are no further checkpoints.</summary>
    /// <exception cref="InvalidDataException">More than <see cref="MaxChains"/>.</exception>
    public long SealedThrough(string chain)
    {
        EndCheckpoints();
        return _bounds.GetValueOrDefault(chain);
    }

    /// <summary>The next entry, its content as JSON in UTF-8; null when there is none any more.</summary>
    /// <returns>False once something is wrong with its chain.</returns>
    /// <exception cref="InvalidDataException">More than <see cref="MaxChains"/>.</exception>
    public bool Add(in AuditLink link, ReadOnlyMemory<byte>? content)
    {
        var chain = Begin(link.Chain);
        var whole = chain.Finding is null;
        return Note(chain, whole, content is { } text ? chain.Add(link, text.Span) : chain.Add(link, (AuditFingerprint?)null));
    }

    /// <summary>The next entry.</summary>
    /// <returns>False once something is wrong with its chain.</returns>
    /// <exception cref="InvalidDataException">More than <see cref="MaxChains"/>.</exception>
    public bool Add(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var chain = Begin(entry.Link.Chain);
        var whole = chain.Finding is null;
        return Note(chain, whole, chain.Add(entry));
    }

    /// <summary>The last entry of a chain that was found whole.</summary>
    /// <exception cref="InvalidDataException">More than <see cref="MaxChains"/>.</exception>
    public AuditHead HeadOf(string chain) => Begin(chain).Head;

    /// <summary>Says that a chain has no further entries. Safe to repeat.</summary>
    /// <returns>The first thing found wrong with it, or null.</returns>
    public AuditFinding? Complete(string chain)
    {
        var verifier = Begin(chain);
        var whole = verifier.Finding is null;
        Note(verifier, whole, verifier.Complete() is null);
        return FindingOf(verifier);
    }

    /// <summary>The verdict; no chain has further entries.</summary>
    public AuditBundleReport Report()
    {
        EndCheckpoints();
        foreach (var chain in _chains.Keys)
            Complete(chain);
        var beyond = Anchor is null ? 0 : Math.Max(0, _chains.Values.Sum(chain => chain.Head.Index) - Anchor.Heads.Where(head => IsWalked(head.Chain)).Sum(head => head.Index));
        return new AuditBundleReport(
            AuditIntegrity.Of(Finding, Anchor?.Number, beyond),
            [.. _chains.Values.Select(chain => new AuditChainReport(chain.Head.Chain, chain.Entries, chain.SealedEntries, chain.Head, FindingOf(chain)))],
            Checkpoints, CheckpointFinding, Anchor, beyond);
    }

    private void Expect(AuditCheckpoint checkpoint)
    {
        foreach (var head in checkpoint.Heads)
            if (IsWalked(head.Chain))
                Chain(head.Chain).Expect(head, checkpoint.Number);
    }

    // As with checkpoints: the trusted key vouches, through its last checkpoint, for keys before it.
    private bool IsSealed(AuditCheckpoint through) =>
        (Seal!.KeyId == trusted || (Seal.KeyId == through.KeyId && through.Number <= Anchor?.Number)) && findKey(Seal.KeyId) is { } key && Seal.IsSignedBy(key);

    private bool IsWalked(string chain) => after is null || string.CompareOrdinal(chain, after.Chain) >= 0;

    private AuditChainVerifier Begin(string name)
    {
        EndCheckpoints();
        return _current?.Head.Chain == name ? _current : _current = Chain(name);
    }

    private bool Note(AuditChainVerifier chain, bool whole, bool good)
    {
        if (!good && whole)
            _broken.Add(chain);
        return good;
    }

    private AuditChainVerifier Chain(string name)
    {
        if (_chains.TryGetValue(name, out var chain))
            return chain;
        if (_chains.Count >= MaxChains)
            throw new InvalidDataException("too many chains");
        _chains.Add(name, chain = new AuditChainVerifier(after?.Chain == name ? after : AuditHead.Empty(name)) { SealedThrough = _bounds.GetValueOrDefault(name) });
        return chain;
    }

    // When the newest checkpoint is older than one kept outside, then no chain was cut off by itself: everything is of an older day.
    private AuditFinding? FindingOf(AuditChainVerifier chain) =>
        _checkpoints.Finding?.Fault == AuditFault.OlderBackup && chain.Finding is { Fault: AuditFault.TailMissing or AuditFault.ChainMissing } cut && cut.Checkpoint == earlier?.Number
            ? cut with { Fault = AuditFault.OlderBackup }
            : chain.Finding;
}

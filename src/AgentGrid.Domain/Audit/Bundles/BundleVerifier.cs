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
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AuditBundleException">This is no whole bundle.</exception>
    public static async Task<AuditBundleReport> VerifyAsync(
        Stream bundle, string trustedKeyFingerprint, AuditCheckpoint? earlierCheckpoint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentException.ThrowIfNullOrEmpty(trustedKeyFingerprint);
        var reader = new AuditBundleReader(bundle);
        var walk = new Walk(reader, trustedKeyFingerprint, earlierCheckpoint);
        while (await reader.ReadAsync(cancellationToken))
            walk.Take();
        return walk.Report();
    }

    private sealed class Walk
    {
        private readonly AuditBundleReader _reader;
        private readonly string _trusted;
        private readonly AuditCheckpoint? _earlier;
        private readonly AuditCheckpointVerifier _checkpoints;
        private readonly Dictionary<string, VerificationKey> _keys = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, AuditChainVerifier> _chains = new(StringComparer.Ordinal);
        private readonly List<AuditChainVerifier> _broken = [];
        private AuditChainVerifier? _current;
        private AuditCheckpoint? _anchor;
        private long _counted;
        private bool _entriesBegan;

        public Walk(AuditBundleReader reader, string trusted, AuditCheckpoint? earlier)
        {
            _reader = reader;
            _trusted = trusted;
            _earlier = earlier;
            _checkpoints = new AuditCheckpointVerifier(_keys.GetValueOrDefault, earlier);
        }

        public void Take()
        {
            switch (_reader.Kind)
            {
                case AuditBundleLine.Key:
                    _keys[_reader.Key.KeyId] = _reader.Key;
                    break;
                case AuditBundleLine.Checkpoint:
                    Checkpoint(_reader.Checkpoint);
                    break;
                case AuditBundleLine.Entry:
                    EndCheckpoints();
                    Entry(_reader.Link, _reader.Content);
                    break;
                case AuditBundleLine.End:
                    EndCheckpoints();
                    break;
            }
        }

        public AuditBundleReport Report()
        {
            foreach (var chain in _chains.Values)
                if (chain.Finding is null && chain.Complete() is not null)
                    _broken.Add(chain);
            var beyond = _anchor is null ? 0 : Math.Max(0, _chains.Values.Sum(chain => chain.Head.Index) - _anchor.Heads.Sum(head => head.Index));
            // What a chain shows says more than what the checkpoints show: it has an index.
            var first = _broken.Count > 0 ? Finding(_broken[0]) : _checkpoints.Finding;
            return new AuditBundleReport(
                AuditIntegrity.Of(first, _anchor?.Number, beyond),
                [.. _chains.Values.Select(chain => new AuditChainReport(chain.Head.Chain, chain.Entries, chain.SealedEntries, chain.Head, Finding(chain)))],
                _counted, _checkpoints.Finding, _anchor, beyond);
        }

        private void Checkpoint(AuditCheckpoint checkpoint)
        {
            // The outside checkpoint takes its place in the order of numbers. One that the bundle has too has the same heads, or it is reported.
            if (_counted == 0 && _earlier is not null && _earlier.Number < checkpoint.Number)
                Expect(_earlier);
            if (!_checkpoints.Add(checkpoint))
                return;
            _counted++;
            Expect(checkpoint);
            if (checkpoint.KeyId == _trusted)
                _anchor = checkpoint;
        }

        private void EndCheckpoints()
        {
            if (_entriesBegan)
                return;
            _entriesBegan = true;
            _checkpoints.Complete();
            if (_earlier is not null && (_checkpoints.Last is null || _checkpoints.Last.Number < _earlier.Number))
                Expect(_earlier);
        }

        private void Expect(AuditCheckpoint checkpoint)
        {
            foreach (var head in checkpoint.Heads)
                Chain(head.Chain).Expect(head, checkpoint.Number);
        }

        private void Entry(AuditLink link, ReadOnlyMemory<byte>? content)
        {
            if (_current?.Head.Chain != link.Chain)
                _current = Chain(link.Chain);
            var whole = _current.Finding is null;
            var good = content is { } text ? _current.Add(link, text.Span) : _current.Add(link, (AuditFingerprint?)null);
            if (!good && whole)
                _broken.Add(_current);
        }

        private AuditChainVerifier Chain(string name)
        {
            if (_chains.TryGetValue(name, out var chain))
                return chain;
            // Twice: chains of the last checkpoint, and chains that came after it.
            if (_chains.Count == 2 * AuditCheckpoint.MaxHeads)
                throw new AuditBundleException(_reader.LineNumber, "too many chains");
            _chains.Add(name, chain = new AuditChainVerifier(AuditHead.Empty(name)));
            return chain;
        }

        // When the newest checkpoint is older than one kept outside, then no chain was cut off by itself: everything is of an older day.
        private AuditFinding? Finding(AuditChainVerifier chain) =>
            _checkpoints.Finding?.Fault == AuditFault.OlderBackup && chain.Finding is { Fault: AuditFault.TailMissing or AuditFault.ChainMissing } cut && cut.Checkpoint == _earlier?.Number
                ? cut with { Fault = AuditFault.OlderBackup }
                : chain.Finding;
    }
}

using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>What a bundle and its archives say of sealed contents: the seal must be an entry of the log, and an archive one that a seal names.</summary>
internal sealed class BundleSeals(IReadOnlyDictionary<string, VerificationKey> keys, IReadOnlyList<AuditArchive> archives)
{
    private AuditHead? _entry;
    private AuditSeal? _expected;

    /// <summary>Reads the seal that the bundle begins with; null when it is none.</summary>
    public AuditSeal? Expect(in AuditLink link, ReadOnlyMemory<byte>? content)
    {
        if (content is not { } text || AuditSeal.OfContent(text) is not { } seal)
            return null;
        _entry = link.Head;
        return _expected = seal;
    }

    /// <summary>The content of a sealed entry, if an archive has it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(AuditLink link, long sealedThrough, CancellationToken cancellationToken)
    {
        if (link.Index > sealedThrough)
            return null;
        foreach (var archive in archives)
            if (await archive.FindAsync(link, cancellationToken) is { } content)
                return content;
        return null;
    }

    /// <summary>Sees an entry that was found whole.</summary>
    public void See(in AuditLink link, ReadOnlyMemory<byte>? content)
    {
        if (link.Chain != AuditChains.System || content is not { } text || AuditSeal.OfContent(text) is not { } seal || !keys.TryGetValue(seal.KeyId, out var key) || !seal.IsSignedBy(key))
            return;
        if (link.Head == _entry && seal.Signature.SequenceEqual(_expected!.Signature))
            _expected = null;
        foreach (var archive in archives)
            archive.IsKnown |= archive.Hash == seal.ArchiveHash;
    }

    /// <summary>The report with what is found here, when nothing else is wrong.</summary>
    public AuditBundleReport Judge(AuditBundleReport report)
    {
        var finding = _expected is not null ? new AuditFinding(AuditFault.SealMissing, _entry!.Chain, _entry.Index, _expected.Checkpoint)
            : archives.Any(archive => !archive.IsKnown) ? new AuditFinding(AuditFault.ArchiveChanged, null, null)
            : null;
        return finding is null || report.Integrity.Reason is not null ? report : report with { Integrity = AuditIntegrity.Of(finding, report.Anchor?.Number, report.Beyond) };
    }
}

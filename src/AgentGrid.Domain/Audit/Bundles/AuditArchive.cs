using System.Security.Cryptography;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>
/// An archive of contents that were sealed: a bundle of a part of the log, compressed or not. It is read along with the bundle of the log, whose entries come in the same order.
/// Not thread-safe.
/// </summary>
public sealed class AuditArchive : IAsyncDisposable
{
    private readonly Stream _file;
    private readonly Stream _text;
    private readonly AuditBundleReader _reader;
    private bool _ended;

    private AuditArchive(string name, Stream file, AuditFingerprint hash)
    {
        (Name, _file, Hash) = (name, file, hash);
        _text = BundleStream.Open(file);
        _reader = new AuditBundleReader(_text);
    }

    /// <summary>What to call it in messages.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the file.</summary>
    public AuditFingerprint Hash { get; }

    /// <summary>How many contents were taken from it.</summary>
    public long Contents { get; private set; }

    /// <summary>Whether a seal of the log names a file of this hash.</summary>
    public bool IsKnown { get; internal set; }

    /// <summary>Hashes the file and begins to read it.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="file">Can be read twice; closed with the archive.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<AuditArchive> OpenAsync(string name, Stream file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var hash = new AuditFingerprint(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        return new AuditArchive(name, file, hash);
    }

    /// <summary>The content of an entry as it stands here, valid until the next call; null when it is not here. Asked for in the order of chains (ordinal) and indexes.</summary>
    /// <exception cref="AuditBundleException">This is no whole bundle.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> FindAsync(AuditLink link, CancellationToken cancellationToken)
    {
        while (!_ended && (_reader.Kind != AuditBundleLine.Entry || IsBefore(_reader.Link, link)))
            _ended = !await _reader.ReadAsync(cancellationToken);
        if (_ended || _reader.Link.Chain != link.Chain || _reader.Link.Index != link.Index || _reader.Content is not { } content)
            return null;
        Contents++;
        return content;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _text.DisposeAsync();
        await _file.DisposeAsync();
    }

    private static bool IsBefore(in AuditLink link, in AuditLink other)
    {
        var chains = string.CompareOrdinal(link.Chain, other.Chain);
        return chains < 0 || (chains == 0 && link.Index < other.Index);
    }
}

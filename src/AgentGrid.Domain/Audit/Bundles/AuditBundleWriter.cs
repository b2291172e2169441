using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>Writes a bundle (<see cref="AuditBundle"/>) line by line. Without <see cref="CompleteAsync"/> it is not whole, and whoever reads it notices. Not thread-safe.</summary>
/// <param name="stream">Where to; stays open.</param>
public sealed class AuditBundleWriter(Stream stream)
{
    // Small enough to keep nothing waiting for long, large enough for few writes.
    private const int FlushBytes = 32 * 1024;

    private readonly JsonBuffer _lines = new();
    private readonly AuditContent _content = new();
    private AuditBundleLine? _last;
    private long _checkpoints;
    private long _entries;

    /// <summary>First: the header.</summary>
    /// <param name="now">When it was exported.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask WriteHeaderAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        Begin(AuditBundleLine.Header, "{\"header\":{\"exportedAt\":"u8);
        AuditContent.Time(_lines, now);
        _lines.Raw(",\"format\":"u8);
        _lines.String(AuditBundle.Format);
        _lines.Raw(",\"version\":"u8);
        _lines.Integer(AuditBundle.Version);
        return EndAsync("}}\n"u8, cancellationToken);
    }

    /// <summary>A public key that signed checkpoints, as a JWK (RFC 7517).</summary>
    public ValueTask WriteKeyAsync(VerificationKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var jwk = new MemoryStream();
        using (var json = new Utf8JsonWriter(jwk))
            key.WriteTo(json);
        Begin(AuditBundleLine.Key, "{\"key\":"u8);
        _lines.Raw(jwk.GetBuffer().AsSpan(0, (int)jwk.Length));
        return EndAsync("}\n"u8, cancellationToken);
    }

    /// <summary>The entry that says what was sealed, ahead of its place: who reads the entries in one go must know.</summary>
    /// <exception cref="CanonicalJsonException">Its content cannot be written as JSON at all.</exception>
    public ValueTask WriteSealAsync(AuditEntry entry, CancellationToken cancellationToken = default) => WriteAsync(AuditBundleLine.Seal, "{\"seal\":{\"chain\":"u8, entry, cancellationToken);

    /// <summary>The next checkpoint.</summary>
    public ValueTask WriteCheckpointAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Begin(AuditBundleLine.Checkpoint, "{\"checkpoint\":"u8);
        checkpoint.WriteTo(_lines);
        _checkpoints++;
        return EndAsync("}\n"u8, cancellationToken);
    }

    /// <summary>The next checkpoint, in its text form as it is stored.</summary>
    public ValueTask WriteCheckpointAsync(string line, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(line);
        if (line.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("A checkpoint is one line.", nameof(line));
        Begin(AuditBundleLine.Checkpoint, "{\"checkpoint\":"u8);
        _lines.Raw(Encoding.UTF8.GetBytes(line));
        _checkpoints++;
        return EndAsync("}\n"u8, cancellationToken);
    }

    /// <summary>The next entry. Also one that is not what was written is exported as it is, so that the reader sees what the store holds.</summary>
    /// <exception cref="CanonicalJsonException">Its content cannot be written as JSON at all.</exception>
    public ValueTask WriteEntryAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        var written = WriteAsync(AuditBundleLine.Entry, "{\"entry\":{\"chain\":"u8, entry, cancellationToken);
        _entries++;
        return written;
    }

    /// <summary>Last: the counts; then everything is flushed.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        Begin(AuditBundleLine.End, "{\"end\":{\"checkpoints\":"u8);
        _lines.Integer(_checkpoints);
        _lines.Raw(",\"entries\":"u8);
        _lines.Integer(_entries);
        _lines.Raw("}}\n"u8);
        await FlushAsync(cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private ValueTask WriteAsync(AuditBundleLine line, ReadOnlySpan<byte> start, AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var content = entry.Event is { } happened ? _content.Write(happened) : "null"u8;
        var link = entry.Link;
        Begin(line, start);
        _lines.String(link.Chain);
        _lines.Raw(",\"content\":"u8);
        _lines.Raw(content);
        _lines.Raw(",\"contentHash\":"u8);
        _lines.Hex(link.ContentHash);
        _lines.Raw(",\"epoch\":"u8);
        _lines.Integer(link.Epoch);
        _lines.Raw(",\"fingerprint\":"u8);
        _lines.Hex(link.Fingerprint);
        _lines.Raw(",\"index\":"u8);
        _lines.Integer(link.Index);
        _lines.Raw(",\"previousFingerprint\":"u8);
        _lines.Hex(link.Previous);
        _lines.Raw(",\"version\":"u8);
        _lines.Integer(link.Version);
        return EndAsync("}}\n"u8, cancellationToken);
    }

    private void Begin(AuditBundleLine line, ReadOnlySpan<byte> start)
    {
        var repeats = line is AuditBundleLine.Key or AuditBundleLine.Checkpoint or AuditBundleLine.Entry;
        if (_last is null ? line != AuditBundleLine.Header : line < _last || (line == _last && !repeats))
            throw new InvalidOperationException($"A bundle has no {line} after {_last?.ToString() ?? "nothing"}.");
        _last = line;
        _lines.Raw(start);
    }

    private ValueTask EndAsync(ReadOnlySpan<byte> end, CancellationToken cancellationToken)
    {
        _lines.Raw(end);
        return _lines.Length < FlushBytes ? ValueTask.CompletedTask : new ValueTask(FlushAsync(cancellationToken));
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_lines.Memory, cancellationToken);
        _lines.Truncate(0);
    }
}

using System.Text.Json;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>Reads a bundle (<see cref="AuditBundle"/>) line by line: that it has the form, not that it is true. Not thread-safe.</summary>
/// <param name="stream">Where from; stays open.</param>
public sealed class AuditBundleReader(Stream stream)
{
    private readonly BoundedLineReader _lines = new(stream, AuditBundle.MaxLineBytes);
    private readonly EntryLine _entry = new();
    private AuditCheckpoint? _checkpoint;
    private VerificationKey? _key;
    private long _checkpoints;
    private long _entries;

    /// <summary>What the current line holds; null before the first.</summary>
    public AuditBundleLine? Kind { get; private set; }

    /// <summary>Number of the current line, from 1.</summary>
    public long LineNumber => _lines.Number;

    /// <summary>The key of a <see cref="AuditBundleLine.Key"/> line.</summary>
    public VerificationKey Key => _key ?? throw new InvalidOperationException("No key was read.");

    /// <summary>The checkpoint of a <see cref="AuditBundleLine.Checkpoint"/> line.</summary>
    public AuditCheckpoint Checkpoint => _checkpoint ?? throw new InvalidOperationException("No checkpoint was read.");

    /// <summary>The link of an <see cref="AuditBundleLine.Entry"/> or <see cref="AuditBundleLine.Seal"/> line.</summary>
    public AuditLink Link => _entry.Link;

    /// <summary>The content of such a line as it stands there, valid until the next line is read; null when it was sealed.</summary>
    public ReadOnlyMemory<byte>? Content => _entry.Content;

    /// <summary>Reads the next line.</summary>
    /// <returns>False after the end of a whole bundle.</returns>
    /// <exception cref="AuditBundleException">This is no whole bundle of a known version.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (await _lines.ReadAsync(cancellationToken) is not { } line)
            return Kind == AuditBundleLine.End ? false : throw new AuditBundleException(LineNumber + 1, Kind is null ? "there is none" : "the bundle is cut short");
        try
        {
            Read(line);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException and not AuditBundleException)
        {
            // Not JSON, or a member that is missing or of another type. Without the inner exception: it quotes the text.
            throw Malformed("malformed");
        }
        return true;
    }

    private void Read(ReadOnlyMemory<byte> line)
    {
        if (Kind is null && !line.Span.StartsWith("{\"header\":"u8))
            throw Malformed("no bundle begins so");
        if (line.Span.StartsWith("{\"entry\":"u8))
        {
            ReadEntry(AuditBundleLine.Entry, "entry"u8, line);
            _entries++;
        }
        else if (line.Span.StartsWith("{\"seal\":"u8))
            ReadEntry(AuditBundleLine.Seal, "seal"u8, line);
        else if (line.Span.StartsWith("{\"checkpoint\":"u8))
        {
            Move(AuditBundleLine.Checkpoint);
            if (line.Span[^1] != (byte)'}' || !AuditCheckpoint.TryParse(line["{\"checkpoint\":".Length..^1], out _checkpoint))
                throw Malformed("no checkpoint");
            _checkpoints++;
        }
        else
            ReadSmall(line);
    }

    private void ReadEntry(AuditBundleLine kind, ReadOnlySpan<byte> member, ReadOnlyMemory<byte> line)
    {
        if (line.Length > AuditBundle.MaxEntryLineBytes)
            throw Malformed("too long for an entry");
        Move(kind);
        _entry.Read(member, line);
    }

    private void ReadSmall(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
        var member = json.RootElement.EnumerateObject().Single();
        switch (member.Name)
        {
            case "header":
                Move(AuditBundleLine.Header);
                if (member.Value.GetProperty("format").GetString() != AuditBundle.Format || member.Value.GetProperty("version").GetInt32() != AuditBundle.Version)
                    throw Malformed($"not {AuditBundle.Format} of version {AuditBundle.Version}");
                break;
            case "key":
                Move(AuditBundleLine.Key);
                _key = ReadKey(member.Value);
                break;
            case "end":
                Move(AuditBundleLine.End);
                if (member.Value.GetProperty("checkpoints").GetInt64() != _checkpoints || member.Value.GetProperty("entries").GetInt64() != _entries)
                    throw Malformed("the counts are others: lines are missing or too many");
                break;
            default:
                throw Malformed("unknown");
        }
    }

    private VerificationKey ReadKey(JsonElement jwk)
    {
        if (jwk.GetProperty("kty").GetString() != "EC" || jwk.GetProperty("crv").GetString() != "P-256"
            || !StrictBase64Url.TryDecode(jwk.GetProperty("x").GetString(), out var x) || !StrictBase64Url.TryDecode(jwk.GetProperty("y").GetString(), out var y))
            throw Malformed("no key on P-256");
        try
        {
            return VerificationKey.FromEc(x, y);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            throw Malformed("no key on P-256");
        }
    }

    private void Move(AuditBundleLine to)
    {
        var repeats = to is AuditBundleLine.Key or AuditBundleLine.Checkpoint or AuditBundleLine.Entry;
        if (Kind is { } last && (to < last || (to == last && !repeats)))
            throw Malformed("not in its place");
        Kind = to;
    }

    private AuditBundleException Malformed(string problem) => new(LineNumber, problem);
}

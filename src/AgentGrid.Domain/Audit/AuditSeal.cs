using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// Says that the contents of all entries under a checkpoint lie in archives and may be gone from the log: the details of an entry <see cref="AuditActions.AuditSealed"/> in chain
/// <see cref="AuditChains.System"/>. The checkpoint's heads are the bounds of all chains, so a later seal takes the place of all before it. Signed (ES256) by the key of the
/// checkpoints: whoever owns the database can get an entry into the log, but none that lets contents vanish.
/// </summary>
public sealed class AuditSeal
{
    /// <summary>Most characters of <see cref="Archive"/>.</summary>
    public const int MaxArchiveLength = 128;

    // Tag, version, numbers, two digests, two texts, and room to spare.
    private const int LongestStatement = 512;
    private const int MostKeyIdCharacters = 64;

    private AuditSeal(long after, long checkpoint, AuditFingerprint checkpointHash, string archive, AuditFingerprint archiveHash, string keyId, ImmutableArray<byte> signature) =>
        (After, Checkpoint, CheckpointHash, Archive, ArchiveHash, KeyId, Signature) = (after, checkpoint, checkpointHash, archive, archiveHash, keyId, signature);

    /// <summary>Number of the checkpoint of the seal before: this archive holds what came after it. 0 in the first.</summary>
    public long After { get; }

    /// <summary>Number of the checkpoint through which contents are sealed.</summary>
    public long Checkpoint { get; }

    /// <summary>That checkpoint's <see cref="AuditCheckpoint.Hash"/>.</summary>
    public AuditFingerprint CheckpointHash { get; }

    /// <summary>Name of the archive's file.</summary>
    public string Archive { get; }

    /// <summary>SHA-256 of the archive's file.</summary>
    public AuditFingerprint ArchiveHash { get; }

    /// <summary>Thumbprint of the key that signed (RFC 7638).</summary>
    public string KeyId { get; }

    /// <summary>r ‖ s, 64 bytes.</summary>
    public ImmutableArray<byte> Signature { get; }

    /// <summary>SHA-256 of the bytes that are signed.</summary>
    public AuditFingerprint Hash => AuditFingerprint.Of(Statement(stackalloc byte[LongestStatement]).Written);

    /// <summary>Makes and signs a seal.</summary>
    /// <param name="after">Number of the checkpoint of the seal before, or 0.</param>
    /// <param name="through">The checkpoint through which contents are sealed.</param>
    /// <param name="archive">Name of the archive's file.</param>
    /// <param name="archiveHash">SHA-256 of the archive's file.</param>
    /// <param name="key">An ES256 key.</param>
    /// <exception cref="ArgumentException">Another kind of key, a name that is none, or a checkpoint that is not later.</exception>
    public static AuditSeal Sign(long after, AuditCheckpoint through, string archive, AuditFingerprint archiveHash, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(through);
        ArgumentNullException.ThrowIfNull(key);
        if (key.Algorithm != JwtAlgorithm.Es256 || !IsSound(after, through.Number, archive, key.KeyId))
            throw new ArgumentException("Not what a seal can say.", nameof(through));
        var bare = new AuditSeal(after, through.Number, through.Hash, archive, archiveHash, key.KeyId, []);
        return new AuditSeal(after, through.Number, through.Hash, archive, archiveHash, key.KeyId, [.. key.Sign(bare.Statement(stackalloc byte[LongestStatement]).Written)]);
    }

    /// <summary>Reads the seal of an entry's content; null when that is none.</summary>
    public static AuditSeal? Of(AuditEvent? happened) =>
        happened is { Action: AuditActions.AuditSealed, Details: { } details } ? Parse(Encoding.UTF8.GetBytes(details), static json => json) : null;

    /// <summary>Reads the seal of an entry's content as JSON in UTF-8; null when that is none.</summary>
    public static AuditSeal? OfContent(ReadOnlyMemory<byte> content) => content.Span.IndexOf("\"audit.sealed\""u8) < 0 ? null : Parse(
        content, static json => json.GetProperty("action").ValueEquals(AuditActions.AuditSealed) ? json.GetProperty("details") : throw new FormatException("Another action."));

    /// <summary>Whether the signature is this key's.</summary>
    public bool IsSignedBy(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Algorithm == JwtAlgorithm.Es256 && key.KeyId == KeyId && key.Verify(Statement(stackalloc byte[LongestStatement]).Written, Signature.AsSpan());
    }

    /// <summary>Details of the entry.</summary>
    /// <param name="through">Time of the checkpoint: nothing that came later is sealed.</param>
    /// <param name="contents">How many contents the archive holds.</param>
    public string ToDetails(DateTimeOffset through, long contents) => AuditDetails.Of(
        ("after", After), ("archive", Archive), ("archiveHash", ArchiveHash.ToString()), ("checkpoint", Checkpoint), ("checkpointHash", CheckpointHash.ToString()), ("contents", contents),
        ("key", KeyId), ("signature", StrictBase64Url.Encode(Signature.AsSpan())),
        ("through", through.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));

    private static bool IsSound(long after, long checkpoint, string? archive, string? key) =>
        after >= 0 && checkpoint > after && checkpoint <= AuditHead.Max
        && archive is { Length: > 0 and <= MaxArchiveLength } && Ascii.IsValid(archive) && key is { Length: > 0 and <= MostKeyIdCharacters } && Ascii.IsValid(key);

    private static AuditSeal? Parse(ReadOnlyMemory<byte> utf8, Func<JsonElement, JsonElement> find)
    {
        try
        {
            using var text = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            var json = find(text.RootElement);
            var (after, checkpoint) = (json.GetProperty("after").GetInt64(), json.GetProperty("checkpoint").GetInt64());
            var (archive, key) = (json.GetProperty("archive").GetString(), json.GetProperty("key").GetString());
            return IsSound(after, checkpoint, archive, key) && StrictBase64Url.TryDecode(json.GetProperty("signature").GetString(), out var signature)
                && AuditFingerprint.TryParse(json.GetProperty("archiveHash").GetString(), out var archiveHash)
                && AuditFingerprint.TryParse(json.GetProperty("checkpointHash").GetString(), out var checkpointHash)
                ? new AuditSeal(after, checkpoint, checkpointHash, archive!, archiveHash, key!, [.. signature])
                : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Not JSON, or a member that is missing or of another type: no seal.
            return null;
        }
    }

    private HashInput Statement(Span<byte> buffer)
    {
        var input = new HashInput(buffer, "agentgrid.audit.seal"u8, AuditLink.CurrentVersion);
        input.U64(After);
        input.U64(Checkpoint);
        input.Digest(CheckpointHash);
        input.Text(Archive);
        input.Digest(ArchiveHash);
        input.Text(KeyId);
        return input;
    }
}

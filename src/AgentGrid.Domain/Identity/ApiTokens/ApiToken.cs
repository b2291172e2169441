using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>
/// An API token, <c>agt_&lt;6 characters&gt;_&lt;secret&gt;</c> or <c>usr_…</c>: 60 characters. The first 10 are its public prefix, by which its row is found. The secret is 32 random
/// bytes and the CRC-32C of all characters before the checksum, in base64url: secret scanners and we tell a token from noise without asking the database.
/// The whole token is a secret: it is hashed to be stored, and never logged. Immutable.
/// </summary>
public sealed class ApiToken
{
    /// <summary>Characters of the public prefix.</summary>
    public const int PrefixLength = 10;

    /// <summary>Characters of a token.</summary>
    public const int Length = PrefixLength + 1 + SecretLength + ChecksumLength;

    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int NameLength = 6;
    private const string NameLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> NameSet = SearchValues.Create(NameLetters);

    private ApiToken(string text, ApiTokenKind kind) => (Text, Kind) = (text, kind);

    /// <summary>The whole token.</summary>
    public string Text { get; }

    /// <summary>Whose it is.</summary>
    public ApiTokenKind Kind { get; }

    /// <summary>Its public part, e.g. <c>agt_7x2k9q</c>. Not unique by itself: the row that is stored first has it, another token is generated then.</summary>
    public string Prefix => Text[..PrefixLength];

    /// <summary>A new random token.</summary>
    public static ApiToken Generate(ApiTokenKind kind)
    {
        var unsigned = $"{Begin(kind)}{RandomNumberGenerator.GetString(NameLetters, NameLength)}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        return new ApiToken(unsigned + Checksum(unsigned), kind);
    }

    /// <summary>Reads a token strictly, checksum included. Null when it is none: then there is nothing to look up and nothing to hash.</summary>
    public static ApiToken? Parse(string? text)
    {
        if (text is not { Length: Length } || text[PrefixLength] != '_' || KindOf(text) is not { } kind) return null;
        if (text.AsSpan(Begin(kind).Length, NameLength).ContainsAnyExcept(NameSet)) return null;
        var secret = text.AsSpan(PrefixLength + 1, SecretLength);
        var bytes = new byte[SecretBytes];
        // Exactly one spelling of each secret: what decodes must encode to the same characters.
        var isSecret = Base64Url.IsValid(secret, out var length) && length == SecretBytes && Base64Url.TryDecodeFromChars(secret, bytes, out _)
            && secret.SequenceEqual(Base64Url.EncodeToString(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return isSecret && text.AsSpan(Length - ChecksumLength).SequenceEqual(Checksum(text[..^ChecksumLength])) ? new ApiToken(text, kind) : null;
    }

    /// <summary>The SHA-256 of the token in hexadecimal. It may be kept in memory where the token may not.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    /// <summary>The prefix only, fit for logs.</summary>
    public override string ToString() => $"{Prefix}_…";

    private static string Begin(ApiTokenKind kind) => kind switch
    {
        ApiTokenKind.Agent => "agt_",
        ApiTokenKind.User => "usr_",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of token."),
    };

    private static ApiTokenKind? KindOf(string text) =>
        text.StartsWith("agt_", StringComparison.Ordinal) ? ApiTokenKind.Agent : text.StartsWith("usr_", StringComparison.Ordinal) ? ApiTokenKind.User : null;

    // CRC-32C (RFC 3720 appendix B.4), big-endian, base64url: against slips of the hand, not against attackers.
    private static string Checksum(string text)
    {
        var crc = uint.MaxValue;
        foreach (var letter in text) crc = BitOperations.Crc32C(crc, (byte)letter);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return Base64Url.EncodeToString(bytes);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>
/// A random secret that means nothing by itself: authorization codes, refresh tokens, client secrets, sign-in challenges. 256 bits, so a plain SHA-256 may be stored
/// (OWASP ASVS 5.0 6.5.2) and is looked up directly. Never shows itself in text.
/// </summary>
public sealed class OpaqueHandle
{
    /// <summary>Characters of a handle: 32 bytes as base64url.</summary>
    public const int Length = 43;

    private const int Bytes = 32;

    private OpaqueHandle(string value, HandleHash hash)
    {
        Value = value;
        Hash = hash;
    }

    /// <summary>What the client gets. Shown once, never stored or logged.</summary>
    public string Value { get; }

    /// <summary>What is stored.</summary>
    public HandleHash Hash { get; }

    /// <summary>A new handle from the system's random numbers.</summary>
    public static OpaqueHandle Create()
    {
        var bytes = RandomNumberGenerator.GetBytes(Bytes);
        return new OpaqueHandle(StrictBase64Url.Encode(bytes), HandleHash.Of(bytes));
    }

    /// <summary>Reads what a client presents; false when it cannot be a handle of ours. Whether it is one, its hash tells.</summary>
    public static bool TryRead(string? presented, [NotNullWhen(true)] out OpaqueHandle? handle)
    {
        handle = presented is { Length: Length } && StrictBase64Url.TryDecode(presented, out var bytes) ? new OpaqueHandle(presented, HandleHash.Of(bytes)) : null;
        return handle is not null;
    }

    /// <summary>Says nothing.</summary>
    public override string ToString() => nameof(OpaqueHandle);
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Proof Key for Code Exchange (RFC 7636), S256 only: <c>plain</c>, the default when no method is named, is refused (RFC 9700 section 2.1.1).</summary>
public static class Pkce
{
    /// <summary>The only <c>code_challenge_method</c>.</summary>
    public const string Method = "S256";

    private const int MinVerifierLength = 43;
    private const int MaxVerifierLength = 128;
    private const int ChallengeBytes = 32;

    // RFC 3986 unreserved.
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Whether this can be a verifier: 43 to 128 unreserved characters (RFC 7636 section 4.1).</summary>
    public static bool IsVerifier(string? verifier) =>
        verifier is { Length: >= MinVerifierLength and <= MaxVerifierLength } && !verifier.AsSpan().ContainsAnyExcept(Unreserved);

    /// <summary>Whether this can be an S256 challenge: a SHA-256 as base64url, 43 characters (RFC 7636 section 4.2).</summary>
    public static bool IsChallenge(string? challenge) => challenge is not null && StrictBase64Url.TryDecode(challenge, out var bytes) && bytes.Length == ChallengeBytes;

    /// <summary>Whether the verifier belongs to the challenge (RFC 7636 section 4.6). A missing or malformed verifier never does.</summary>
    public static bool Verify(string? verifier, string challenge) =>
        IsVerifier(verifier)
        && StrictBase64Url.TryDecode(challenge, out var expected)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.ASCII.GetBytes(verifier!)), expected);
}

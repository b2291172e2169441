using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Claims <c>at_hash</c> and <c>c_hash</c> of an ID token (OpenID Connect Core 3.1.3.6 and 3.3.2.11).</summary>
public static class TokenHash
{
    /// <summary>Left half of the SHA-256 of an access token or code (ASCII), base64url: the hash of both our algorithms.</summary>
    public static string Of(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(value)).AsSpan(0, 16));
    }
}

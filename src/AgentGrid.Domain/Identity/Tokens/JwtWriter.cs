using System.Text;
using System.Text.Json;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Signs tokens in the compact serialization (RFC 7515 section 7.1).</summary>
public static class JwtWriter
{
    /// <summary>Signs an access token, <c>typ: at+jwt</c>.</summary>
    /// <exception cref="ArgumentException">The token would be longer than <see cref="JwtTerms.MaxTokenLength"/>.</exception>
    public static string Write(SigningKey key, AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Write(key, JwtTerms.AccessTokenType, token.WriteTo);
    }

    /// <summary>Signs an ID token, <c>typ: JWT</c>.</summary>
    /// <exception cref="ArgumentException">The token would be longer than <see cref="JwtTerms.MaxTokenLength"/>.</exception>
    public static string Write(SigningKey key, IdToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Write(key, JwtTerms.IdTokenType, token.WriteTo);
    }

    internal static string Write(SigningKey key, string type, Action<Utf8JsonWriter> claims)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var payload = new MemoryStream();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            claims(json);
            json.WriteEndObject();
        }
        // All three values are plain ASCII without quotes; the reader refuses escapes in headers.
        var header = Encoding.ASCII.GetBytes($$"""{"alg":"{{JwtTerms.Name(key.Algorithm)}}","typ":"{{type}}","kid":"{{key.KeyId}}"}""");
        var signed = $"{StrictBase64Url.Encode(header)}.{StrictBase64Url.Encode(payload.ToArray())}";
        var token = $"{signed}.{StrictBase64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
        return token.Length <= JwtTerms.MaxTokenLength ? token : throw new ArgumentException($"The token would have {token.Length} characters, at most {JwtTerms.MaxTokenLength}.");
    }
}

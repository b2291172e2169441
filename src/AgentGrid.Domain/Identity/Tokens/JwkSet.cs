using System.Text.Json;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Writes key sets (RFC 7517 section 5).</summary>
public static class JwkSet
{
    /// <summary>The set as UTF-8 JSON, public members only, in the given order.</summary>
    public static byte[] Write(IEnumerable<VerificationKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
                key.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}

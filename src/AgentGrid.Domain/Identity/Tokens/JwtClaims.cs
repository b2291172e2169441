using System.Collections.Immutable;
using System.Text.Json;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Typed access to the claims of a token whose signature was checked. A claim of another type than asked for counts as broken, never as absent.</summary>
internal sealed class JwtClaims
{
    // 9999-12-31T23:59:59Z, the last second that a DateTimeOffset can hold.
    private const long MaxSeconds = 253_402_300_799;

    private readonly Dictionary<string, JsonElement> _claims;

    private JwtClaims(Dictionary<string, JsonElement> claims) => _claims = claims;

    /// <summary><c>aud</c>: a text or a list of texts (RFC 7519 section 4.1.3); null when missing, empty or broken.</summary>
    public ImmutableArray<string>? Audiences =>
        Text("aud") is { } one ? [one]
        : _claims.ContainsKey("aud") && Texts("aud") is { Length: > 0 } many ? many
        : null;

    /// <summary>Reads a JSON object; null for anything else, and for members that appear twice (RFC 7519 section 4 lets us refuse).</summary>
    public static JwtClaims? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var claims = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
                claims.Add(member.Name, member.Value.Clone());
            return new JwtClaims(claims);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half surrogate, which only shows when a text is decoded.
            return null;
        }
    }

    /// <summary>A text that must be there and not be empty; else null.</summary>
    public string? Text(string name) => OptionalText(name, out var value) && value is { Length: > 0 } ? value : null;

    /// <summary>False when the claim is there but is no text; absent gives null.</summary>
    public bool OptionalText(string name, out string? value)
    {
        value = null;
        return !_claims.TryGetValue(name, out var element) || TryText(element, out value);
    }

    /// <summary>A list of texts; absent gives an empty one, broken null.</summary>
    public ImmutableArray<string>? Texts(string name)
    {
        if (!_claims.TryGetValue(name, out var element))
            return [];
        if (element.ValueKind != JsonValueKind.Array)
            return null;
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in element.EnumerateArray())
        {
            if (!TryText(item, out var text))
                return null;
            texts.Add(text!);
        }
        return texts.ToImmutable();
    }

    /// <summary>Whole seconds since 1970 (we never write fractions); null when missing or broken.</summary>
    public DateTimeOffset? Time(string name) =>
        _claims.TryGetValue(name, out var element) && element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var seconds) && seconds is >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Names of all claims.</summary>
    public IReadOnlyCollection<string> Names => _claims.Keys;

    private static bool TryText(JsonElement element, out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = element.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half surrogate is no text.
            return false;
        }
    }
}

using System.Buffers;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// Which redirect URIs may be registered, and which requested one matches. Works on the text as it stands: nothing is decoded, normalised or parsed twice,
/// because every published bypass lived in such a difference (CVE-2023-6291, CVE-2024-1132, CVE-2024-8883, CVE-2024-52289).
/// </summary>
public static class RedirectUriRules
{
    /// <summary>Most characters of a redirect URI.</summary>
    public const int MaxLength = 2048;

    // RFC 3986 without '#', '*', user names and what some browsers read as '/'. '%' is judged on its own.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?[]!$&'(),;=+%");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");

    // The answer's own parameters (RFC 6749 4.1.2, RFC 9207): a registered one would come twice.
    private static readonly string[] Reserved = ["code", "state", "iss", "error", "error_description", "error_uri"];

    // Loopback literals of RFC 8252 section 7.3. "localhost" may be registered, but only exactly (section 8.3).
    private static readonly string[] LoopbackPrefixes = ["http://127.0.0.1", "http://[::1]"];
    private static readonly string[] MachinePrefixes = [.. LoopbackPrefixes, "http://localhost"];

    /// <summary>Judges a URI that is to be registered: https, http on this machine, or for public clients a private-use scheme (RFC 8252 section 7).</summary>
    /// <returns>What is wrong, for the administrator; null when it is fine.</returns>
    public static string? Validate(string? uri, ClientType type)
    {
        if (uri is not { Length: > 0 and <= MaxLength })
            return $"Must have 1 to {MaxLength} characters.";
        if (uri.Contains('#', StringComparison.Ordinal))
            return "Must not have a fragment.";
        if (uri.Contains('*', StringComparison.Ordinal))
            return "Must not have a wildcard; register each address.";
        if (uri.AsSpan().ContainsAnyExcept(Allowed))
            return "Must be ASCII without spaces, user name, quotes or backslashes.";
        if (HasBrokenEscape(uri))
            return "A '%' must be followed by two hexadecimal digits.";
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || uri.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 1)
            return "Must be an absolute address.";
        if (HasDotSegment(uri))
            return "Must not have '.' or '..' as a part of its path, also not encoded.";
        if (HasReservedParameter(uri))
            return $"Must not have the query parameters {string.Join(", ", Reserved)}.";
        return uri[..colon] switch
        {
            "https" => HasHost(uri, colon, parsed) ? null : "Must name a host, without '%'.",
            "http" => IsOnThisMachine(uri) ? null : "Must be https; http only on 127.0.0.1, [::1] or localhost.",
            var scheme => ValidatePrivateUse(scheme, uri[(colon + 1)..], type),
        };
    }

    /// <summary>
    /// Whether the requested URI is one of the registered: equal character by character (RFC 9700 section 2.1). One exception, for public clients: a registered
    /// <c>http://127.0.0.1</c> or <c>http://[::1]</c> is met with any port (RFC 8252 section 7.3), because a native application learns its port only when it listens.
    /// </summary>
    public static bool Matches(IEnumerable<string> registered, string? requested, ClientType type)
    {
        ArgumentNullException.ThrowIfNull(registered);
        return requested is { Length: > 0 and <= MaxLength }
            && registered.Any(known => known == requested || (type == ClientType.Public && MatchesExceptPort(known, requested)));
    }

    private static bool MatchesExceptPort(string registered, string requested)
    {
        foreach (var prefix in LoopbackPrefixes)
            if (registered.StartsWith(prefix, StringComparison.Ordinal) && requested.StartsWith(prefix, StringComparison.Ordinal))
                return TryCutPort(registered.AsSpan(prefix.Length), out var rest) && TryCutPort(requested.AsSpan(prefix.Length), out var requestedRest)
                    && rest.SequenceEqual(requestedRest);
        return false;
    }

    // What follows the host: nothing, or a port without leading zeros, and then path or query. "127.0.0.1.evil" and "127.0.0.1@evil" end here.
    private static bool TryCutPort(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        rest = text;
        if (text is [':', ..])
        {
            var digits = text[1..].IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text[1..] : text.Slice(1, end);
            if (digits.Length is 0 or > 5 || digits[0] == '0' || int.Parse(digits) > ushort.MaxValue)
                return false;
            rest = text[(1 + digits.Length)..];
        }
        return rest.IsEmpty || rest[0] is '/' or '?';
    }

    private static bool HasHost(string uri, int colon, Uri parsed) =>
        uri.AsSpan(colon).StartsWith("://") && parsed.Host.Length > 0
        && uri[(colon + 3)..].Split('/', '?')[0] is [not ':', ..] authority && !authority.Contains('%', StringComparison.Ordinal);

    // By the text: a parser would also take 127.1 and other spellings.
    private static bool IsOnThisMachine(string uri) =>
        MachinePrefixes.Any(prefix => uri.StartsWith(prefix, StringComparison.Ordinal) && TryCutPort(uri.AsSpan(prefix.Length), out _));

    private static bool HasBrokenEscape(string uri)
    {
        for (var at = uri.IndexOf('%', StringComparison.Ordinal); at >= 0; at = uri.IndexOf('%', at + 1))
            if (!Uri.IsHexEncoding(uri, at))
                return true;
        return false;
    }

    private static string? ValidatePrivateUse(string scheme, string rest, ClientType type)
    {
        if (type != ClientType.Public)
            return "A confidential client needs https.";
        // RFC 8252 section 7.1: a domain name of the owner, reversed. The period also keeps out javascript, data, file and their like.
        if (scheme.AsSpan().ContainsAnyExcept(SchemeCharacters) || !char.IsAsciiLetterLower(scheme[0]) || scheme.Split('.') is var labels && (labels.Length < 2 || labels.Any(string.IsNullOrEmpty)))
            return "A private-use scheme is a reversed domain name in lower case, such as com.example.app.";
        return rest is ['/', not '/', ..] or ['/'] ? null : "A private-use scheme is followed by one '/'.";
    }

    private static bool HasDotSegment(string uri)
    {
        var path = uri.Split('?')[0];
        return path.Split('/').Any(part => Decoded(part) is "." or ".." || Decoded(part).AsSpan().ContainsAny('/', '\\'));
    }

    private static bool HasReservedParameter(string uri) =>
        uri.IndexOf('?', StringComparison.Ordinal) is var start and >= 0
        && uri[(start + 1)..].Split('&').Any(pair => Reserved.Contains(Decoded(pair.Split('=')[0]), StringComparer.OrdinalIgnoreCase));

    // Decoded to the end: "%252e" is a dot to whoever decodes twice.
    private static string Decoded(string text)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded == text ? text : Decoded(decoded);
    }
}

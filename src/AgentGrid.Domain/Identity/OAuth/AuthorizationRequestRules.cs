using System.Collections.Immutable;
using System.Globalization;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// Judges an authorization request (RFC 6749 section 4.1.1, OpenID Connect Core 3.1.2.1, RFC 9700 section 2.1) in a fixed order. Until client and redirect URI are known
/// to belong together every error stays with the person; from there on errors go to the client.
/// </summary>
public static class AuthorizationRequestRules
{
    /// <summary>Most characters of <c>state</c>, <c>nonce</c> and <c>login_hint</c>.</summary>
    public const int MaxValueLength = 1024;

    private static readonly string[] KnownPrompts = ["none", "login", "consent", "select_account"];

    // Features of OpenID Connect Core 5.5 and 6 that we lack; each has its error code (3.1.2.6).
    private static readonly (string Parameter, OAuthError Error)[] Unsupported =
    [
        ("request", OAuthError.RequestNotSupported),
        ("request_uri", OAuthError.RequestUriNotSupported),
        ("registration", OAuthError.RegistrationNotSupported),
    ];

    /// <summary>Judges the parameters as they came, repetitions included.</summary>
    /// <param name="parameters">Decoded names and values of the query or form.</param>
    /// <param name="findClient">The enabled client of an id, or null.</param>
    public static AuthorizationVerdict Judge(IEnumerable<KeyValuePair<string, string>> parameters, Func<string, ClientDefinition?> findClient)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(findClient);
        var values = parameters.ToLookup(parameter => parameter.Key, parameter => parameter.Value, StringComparer.Ordinal);

        // A repeated parameter means two things to two readers (CVE-2026-9689).
        if (Single(values, "client_id") is not { } clientId || !ClientRules.IsClientId(clientId) || findClient(clientId) is not { } client)
            return Page("The application is not known here.");
        if (Single(values, "redirect_uri") is not { } redirectUri || !RedirectUriRules.Matches(client.RedirectUris, redirectUri, client.Type))
            return Page("The application did not send a registered redirect_uri.");

        var state = Single(values, "state");
        if (Refuse(values, client, redirectUri, out var request) is { } refusal)
            return new AuthorizationVerdict { Refusal = refusal, RedirectUri = redirectUri, State = IsValue(state) ? state : null };
        return new AuthorizationVerdict { Request = request };
    }

    private static OAuthRefusal? Refuse(ILookup<string, string> values, ClientDefinition client, string redirectUri, out AuthorizationRequest? request)
    {
        request = null;
        if (values.Any(value => value.Count() > 1))
            return Invalid("Each parameter may be sent once.");
        if (Array.Find(Unsupported, feature => values[feature.Parameter].Any(value => value.Length > 0)) is { Parameter: not null } unsupported)
            return new OAuthRefusal(unsupported.Error, $"The parameter {unsupported.Parameter} is not supported.");
        if (Single(values, "response_type") is not { } responseType)
            return Invalid("response_type is missing.");
        if (responseType != "code")
            return new OAuthRefusal(OAuthError.UnsupportedResponseType, "Only response_type code is supported.");
        if (!client.May(GrantType.AuthorizationCode))
            return new OAuthRefusal(OAuthError.UnauthorizedClient, "This client may not use authorization_code.");
        if (Single(values, "response_mode") is not (null or "query"))
            return Invalid("Only response_mode query is supported.");
        var badScope = RefuseScope(values, client, out var scopes);
        if ((RefusePkce(values) ?? badScope ?? RefuseValues(values)) is { } refusal)
            return refusal;
        request = new AuthorizationRequest
        {
            Client = client,
            RedirectUri = redirectUri,
            Scopes = scopes,
            CodeChallenge = Single(values, "code_challenge")!,
            State = Single(values, "state"),
            Nonce = Single(values, "nonce"),
            Prompts = Prompts(values),
            MaxAge = Single(values, "max_age") is { } age ? TimeSpan.FromSeconds(int.Parse(age, CultureInfo.InvariantCulture)) : null,
            LoginHint = Single(values, "login_hint") is { Length: <= MaxValueLength } hint ? hint : null,
        };
        return null;
    }

    // No method named would mean "plain" (RFC 7636 section 4.3), so it must be named.
    private static OAuthRefusal? RefusePkce(ILookup<string, string> values) =>
        !Pkce.IsChallenge(Single(values, "code_challenge")) ? Invalid("code_challenge is missing or is no S256 challenge (RFC 7636).")
        : Single(values, "code_challenge_method") != Pkce.Method ? Invalid("code_challenge_method must be S256 (RFC 7636).")
        : null;

    private static OAuthRefusal? RefuseScope(ILookup<string, string> values, ClientDefinition client, out ScopeSet scopes)
    {
        if (!ScopeSet.TryParse(Single(values, "scope"), out scopes) || scopes.IsEmpty)
            return new OAuthRefusal(OAuthError.InvalidScope, "scope is missing or names an unknown scope.");
        return scopes.IsSubsetOf(client.Scopes) ? null : new OAuthRefusal(OAuthError.InvalidScope, "scope names more than this client may have.");
    }

    private static OAuthRefusal? RefuseValues(ILookup<string, string> values)
    {
        if (!IsValue(Single(values, "state")) || !IsValue(Single(values, "nonce")))
            return Invalid($"state and nonce have at most {MaxValueLength} printable ASCII characters.");
        var prompts = Prompts(values);
        if (prompts.Any(prompt => !KnownPrompts.Contains(prompt)) || (prompts.Contains("none") && prompts.Length > 1))
            return Invalid("prompt is none, or some of login, consent, select_account.");
        return Single(values, "max_age") is { } age && !int.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? Invalid("max_age is a number of seconds.") : null;
    }

    private static ImmutableArray<string> Prompts(ILookup<string, string> values) => Single(values, "prompt")?.Split(' ').ToImmutableArray() ?? [];

    private static AuthorizationVerdict Page(string description) => new() { Refusal = Invalid(description) };

    private static OAuthRefusal Invalid(string description) => new(OAuthError.InvalidRequest, description);

    // RFC 6749 section 3.1: a parameter without a value is one that was left out.
    private static string? Single(ILookup<string, string> values, string name) => values[name].Take(2).ToArray() is [{ Length: > 0 } value] ? value : null;

    // RFC 6749 appendix A.5: VSCHAR.
    private static bool IsValue(string? value) => value is null || (value.Length <= MaxValueLength && !value.AsSpan().ContainsAnyExceptInRange(' ', '~'));
}

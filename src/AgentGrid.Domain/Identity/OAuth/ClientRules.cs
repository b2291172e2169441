using System.Collections.Immutable;
using System.Globalization;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What a client may look like.</summary>
public static class ClientRules
{
    /// <summary>Most redirect URIs of each kind.</summary>
    public const int MaxUris = 20;

    /// <summary>Most characters of a name.</summary>
    public const int MaxNameLength = 100;

    private const int MinIdLength = 2;
    private const int MaxIdLength = 63;

    // A client is the subject of its own tokens: it must not be taken for another subject (RFC 9068 section 5).
    private static readonly string[] ReservedIds = ["anonymous", "bootstrap-admin", "console", "system"];

    // What only makes sense when a user signed in.
    private static readonly ScopeSet UserScopes = ScopeSet.OpenId.Union(ScopeSet.Profile).Union(ScopeSet.Email).Union(ScopeSet.OfflineAccess);

    /// <summary>Whether a request can name such a client at all.</summary>
    public static bool IsClientId(string? id) =>
        id is { Length: >= MinIdLength and <= MaxIdLength } && char.IsAsciiLetterOrDigit(id[0]) && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    /// <summary>Checks every field on its own and against the others.</summary>
    /// <param name="fields">As sent.</param>
    /// <param name="client">The client when there are no errors, else null.</param>
    /// <returns>Messages by field name (camelCase), empty when all is well. Messages never repeat the value.</returns>
    public static IReadOnlyDictionary<string, string[]> Validate(ClientFields fields, out ClientDefinition? client)
    {
        ArgumentNullException.ThrowIfNull(fields);
        client = null;
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);

        Check("clientId", IsClientId(fields.ClientId), $"Must be {MinIdLength} to {MaxIdLength} characters a-z, 0-9, '.', '_' or '-', the first a letter or digit.");
        Check("clientId", !Guid.TryParse(fields.ClientId, out _) && !ReservedIds.Contains(fields.ClientId), "Must not look like the id of a user or be a word of ours.");
        Check("name", IsName(fields.Name), $"Must be 1 to {MaxNameLength} characters, not only spaces, without control characters.");
        Check("type", OAuthTerms.TryParseClientType(fields.Type, out var type), "Must be public or confidential.");
        Check("idTokenAlgorithm", fields.IdTokenAlgorithm is null or "RS256" or "ES256", "Must be RS256 or ES256.");

        var grants = Grants(fields.GrantTypes);
        var usesCode = grants.Contains(GrantType.AuthorizationCode);
        Check("grantTypes", grants.Length > 0, "Must be one or more of authorization_code, refresh_token, client_credentials, each once.");
        Check("grantTypes", !grants.Contains(GrantType.RefreshToken) || usesCode, "refresh_token needs authorization_code.");
        Check("grantTypes", !grants.Contains(GrantType.ClientCredentials) || type == ClientType.Confidential || errors.ContainsKey("type"), "client_credentials needs a confidential client.");

        // What is compared with the grants is only judged when they are sound.
        var knowsGrants = !errors.ContainsKey("grantTypes");
        var scopes = ScopeSet.Empty;
        Check("scopes", fields.Scopes is not null && ScopeSet.TryParse(fields.Scopes, out scopes) && !scopes.IsEmpty, $"Must be one or more of: {ScopeSet.All}.");
        Check("scopes", !knowsGrants || usesCode || scopes.Intersect(UserScopes).IsEmpty, $"Without authorization_code there is no user, so none of: {UserScopes}.");
        Check("scopes", !knowsGrants || scopes.Contains(ScopeSet.OfflineAccess) == grants.Contains(GrantType.RefreshToken), "offline_access and the grant refresh_token go together.");

        var redirectUris = fields.RedirectUris ?? [];
        Check("redirectUris", !knowsGrants || usesCode == redirectUris.Count > 0, "Needed for authorization_code, and only for it.");
        CheckUris("redirectUris", redirectUris);
        var postLogoutUris = fields.PostLogoutRedirectUris ?? [];
        Check("postLogoutRedirectUris", !knowsGrants || usesCode || postLogoutUris.Count == 0, "Only for authorization_code.");
        CheckUris("postLogoutRedirectUris", postLogoutUris);

        Check("role", fields.Role is null or "user" or "operator" or "admin", "Must be user, operator or admin, or be left out.");
        Check("role", fields.Role is null || !knowsGrants || grants.Contains(GrantType.ClientCredentials), "Only for client_credentials: tokens of users have the user's role.");

        if (errors.Count == 0)
            client = new ClientDefinition
            {
                ClientId = fields.ClientId!,
                Name = fields.Name!,
                Type = type,
                GrantTypes = grants,
                RedirectUris = [.. redirectUris],
                PostLogoutRedirectUris = [.. postLogoutUris],
                Scopes = scopes,
                IdTokenAlgorithm = fields.IdTokenAlgorithm == "ES256" ? JwtAlgorithm.Es256 : JwtAlgorithm.Rs256,
                IsFirstParty = fields.IsFirstParty ?? false,
                Role = fields.Role,
            };
        return errors;

        // The first message of a field stands: the later ones follow from it.
        void Check(string field, bool fine, string message)
        {
            if (!fine)
                errors.TryAdd(field, [message]);
        }

        void CheckUris(string field, IReadOnlyList<string> uris)
        {
            Check(field, uris.Count <= MaxUris, $"At most {MaxUris}.");
            Check(field, uris.Distinct(StringComparer.Ordinal).Count() == uris.Count, "Each only once.");
            foreach (var uri in uris.Take(MaxUris))
                if (RedirectUriRules.Validate(uri, type) is { } message)
                    Check(field, false, message);
        }
    }

    private static ImmutableArray<GrantType> Grants(IReadOnlyList<string>? names)
    {
        var grants = ImmutableArray.CreateBuilder<GrantType>();
        foreach (var name in names ?? [])
        {
            if (!OAuthTerms.TryParseGrant(name, out var grant) || grants.Contains(grant))
                return [];
            grants.Add(grant);
        }
        return grants.ToImmutable();
    }

    // Shown to people who decide by it: no controls, no direction overrides, no half surrogates.
    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength }
        && !string.IsNullOrWhiteSpace(name)
        && name.EnumerateRunes().All(rune => rune.Value != 0xFFFD && System.Text.Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse));
}

using System.Text.Json;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Discovery;

/// <summary>Metadata of the authorization server (RFC 8414 section 2, OpenID Connect Discovery 1.0 section 3, RFC 9207 section 3). Only what there is.</summary>
public sealed record DiscoveryDocument
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Issuer { get; init; }

    public required string AuthorizationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string UserinfoEndpoint { get; init; }

    public required string JwksUri { get; init; }

    public required string IntrospectionEndpoint { get; init; }

    public required string RevocationEndpoint { get; init; }

    public required string EndSessionEndpoint { get; init; }

    public IReadOnlyList<string> ScopesSupported { get; init; } = ScopeSet.All.ToNames();

    public IReadOnlyList<string> ResponseTypesSupported { get; init; } = ["code"];

    public IReadOnlyList<string> ResponseModesSupported { get; init; } = ["query"];

    public IReadOnlyList<string> GrantTypesSupported { get; init; } = [.. Enum.GetValues<GrantType>().Select(OAuthTerms.Name)];

    public IReadOnlyList<string> SubjectTypesSupported { get; init; } = ["public"];

    public IReadOnlyList<string> IdTokenSigningAlgValuesSupported { get; init; } = [JwtTerms.Name(JwtAlgorithm.Rs256), JwtTerms.Name(JwtAlgorithm.Es256)];

    public IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; } = ["client_secret_basic", "client_secret_post", "none"];

    public IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported { get; init; } = ["client_secret_basic", "client_secret_post"];

    public IReadOnlyList<string> RevocationEndpointAuthMethodsSupported { get; init; } = ["client_secret_basic", "client_secret_post", "none"];

    public IReadOnlyList<string> CodeChallengeMethodsSupported { get; init; } = [Pkce.Method];

    public IReadOnlyList<string> PromptValuesSupported { get; init; } = ["none", "login", "consent", "select_account"];

    public IReadOnlyList<string> ClaimsSupported { get; init; } =
        ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "sid", "at_hash", "name", "preferred_username", "updated_at", "email", "email_verified"];

    public bool ClaimsParameterSupported { get; init; }

    public bool RequestParameterSupported { get; init; }

    public bool RequestUriParameterSupported { get; init; }

    public bool AuthorizationResponseIssParameterSupported { get; init; } = true;

    internal static DiscoveryDocument Of(string issuer) => new()
    {
        Issuer = issuer,
        AuthorizationEndpoint = issuer + "/connect/authorize",
        TokenEndpoint = issuer + "/connect/token",
        UserinfoEndpoint = issuer + "/connect/userinfo",
        JwksUri = issuer + "/connect/jwks",
        IntrospectionEndpoint = issuer + "/connect/introspect",
        RevocationEndpoint = issuer + "/connect/revoke",
        EndSessionEndpoint = issuer + "/connect/endsession",
    };
}

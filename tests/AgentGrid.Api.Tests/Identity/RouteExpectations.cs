using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity;

/// <summary>What each route answers to whom. A further kind of caller is a further column.</summary>
internal static class RouteExpectations
{
    private static readonly Dictionary<string, (int Anonymous, int Admin)> Rows = new()
    {
        ["GET /healthz"] = (200, 200),
        ["GET /readyz"] = (200, 200),
        ["GET /metrics"] = (200, 200), // Loopback; MetricsEndpointTests has the rest.
        ["GET /api/v1/auth/me"] = (401, 200),
        ["POST /api/v1/sessions"] = (401, 401), // Takes API tokens only; TokenExchangeTests has the rest.
        ["GET /api/v1/agents/{id}/tokens"] = (401, 404),
        ["POST /api/v1/agents/{id}/tokens"] = (401, 404),
        ["DELETE /api/v1/agents/{id}/tokens/{prefix}"] = (401, 404),
        ["GET /api/v1/user/tokens"] = (401, 403), // The bootstrap administrator is no user.
        ["POST /api/v1/user/tokens"] = (401, 403),
        ["DELETE /api/v1/user/tokens/{prefix}"] = (401, 403),
        ["GET /api/v1/users"] = (401, 200),
        ["POST /api/v1/users"] = (401, 201),
        ["GET /api/v1/users/{id}"] = (401, 404),
        ["PUT /api/v1/users/{id}"] = (401, 404),
        ["DELETE /api/v1/users/{id}"] = (401, 404),
        ["PUT /api/v1/users/{id}/password"] = (401, 404),
        ["DELETE /api/v1/users/{id}/totp"] = (401, 404),
        ["GET /api/v1/users/{id}/sessions"] = (401, 404),
        ["POST /api/v1/users/{id}/sign-out"] = (401, 404),
        ["GET /api/v1/oauth/clients"] = (401, 200),
        ["POST /api/v1/oauth/clients"] = (401, 201),
        ["GET /api/v1/oauth/clients/{clientId}"] = (401, 404),
        ["PUT /api/v1/oauth/clients/{clientId}"] = (401, 404),
        ["DELETE /api/v1/oauth/clients/{clientId}"] = (401, 404),
        ["POST /api/v1/oauth/clients/{clientId}/secret"] = (401, 404),
        ["GET /.well-known/openid-configuration"] = (200, 200),
        ["GET /.well-known/oauth-authorization-server"] = (200, 200),
        ["GET /connect/jwks"] = (200, 200),
        ["GET /connect/style.css"] = (200, 200),
        ["GET /connect/authorize"] = (400, 400), // Pages: they know cookies only, and no client is named.
        ["POST /connect/authorize"] = (400, 400),
        ["POST /connect/signin"] = (403, 403), // Sent without Origin.
        ["POST /connect/factor"] = (403, 403),
        ["POST /connect/consent"] = (403, 403),
        ["GET /connect/endsession"] = (200, 200),
        ["POST /connect/endsession"] = (400, 400),
        ["POST /connect/signout"] = (403, 403),
        ["POST /connect/token"] = (400, 400), // Clients, not callers: an empty form.
        ["POST /connect/introspect"] = (400, 400),
        ["POST /connect/revoke"] = (400, 400),
        ["GET /connect/userinfo"] = (401, 401), // Wants an access token of a client.
        ["POST /connect/userinfo"] = (401, 401),
        ["POST /api/v1/auth/login"] = (401, 401), // The example's account does not exist.
        ["POST /api/v1/auth/totp/verify"] = (401, 401),
        ["POST /api/v1/auth/logout"] = (204, 403),
        ["POST /api/v1/auth/totp/setup"] = (401, 403), // The bootstrap administrator is no person; AccountTests has the rest.
        ["POST /api/v1/auth/totp/confirm"] = (401, 403),
        ["DELETE /api/v1/auth/totp"] = (401, 403),
        ["POST /api/v1/auth/backup-codes"] = (401, 403),
        ["POST /api/v1/auth/password"] = (401, 403),
        ["GET /api/v1/auth/sessions"] = (401, 403),
        ["DELETE /api/v1/auth/sessions"] = (401, 403),
        ["DELETE /api/v1/auth/sessions/{id}"] = (401, 403),
        ["GET /api/v1/agents"] = (401, 200),
        ["POST /api/v1/agents"] = (401, 201),
        ["GET /api/v1/agents/{id}"] = (401, 404),
        ["PUT /api/v1/agents/{id}"] = (401, 404),
        ["DELETE /api/v1/agents/{id}"] = (401, 404),
        ["GET /api/v1/agents/{id}/health"] = (401, 404),
        ["GET /api/v1/agents/{id}/health/history"] = (401, 404),
        ["GET /api/v1/pools"] = (401, 200),
        ["GET /api/v1/pools/{name}"] = (401, 404),
        ["POST /api/v1/openclaw/dispatch"] = (401, 503),
        ["POST /v1/chat/completions"] = (401, 503),
        ["POST /v1/embeddings"] = (401, 503),
        ["GET /v1/models"] = (401, 200),
        ["GET /v1/models/{id}"] = (401, 404),
        ["GET /api/v1/limits"] = (401, 200),
        ["GET /api/v1/limits/overrides"] = (401, 200),
        ["PUT /api/v1/limits/overrides/{policy}/{scope}/{subject}"] = (401, 200),
        ["DELETE /api/v1/limits/overrides/{policy}/{scope}/{subject}"] = (401, 204),
    };

    public static IReadOnlyCollection<string> Names => Rows.Keys;

    public static (int Anonymous, int Admin) Of(string operation) =>
        Rows.TryGetValue(operation, out var row) ? row : throw new InvalidOperationException($"{operation} has no row in {nameof(RouteExpectations)}.");

    /// <summary>The path with values for its parameters that are well-formed and name nothing.</summary>
    public static string Fill(string path) => path
        .Replace("{policy}/{scope}/{subject}", "login/address/192.0.2.1", StringComparison.Ordinal)
        .Replace("/v1/models/{id}", "/v1/models/pool/no-such-pool", StringComparison.Ordinal)
        .Replace("{prefix}", "agt_000000", StringComparison.Ordinal)
        .Replace("{clientId}", "no-such-client", StringComparison.Ordinal)
        .Replace("{id}", "0198f0c0-0000-7000-8000-000000000000", StringComparison.Ordinal)
        .Replace("{name}", "no-such-pool", StringComparison.Ordinal);

    /// <summary>The documented example. Registered agents must not answer the table's dispatches, so they go to a pool of their own.</summary>
    public static string Body(OpenApiOperation operation) =>
        (operation.Example ?? throw new InvalidOperationException($"{operation.Name} documents no example of its body."))
            .Replace("\"kind\"", "\"pool\":\"table\",\"kind\"", StringComparison.Ordinal);
}

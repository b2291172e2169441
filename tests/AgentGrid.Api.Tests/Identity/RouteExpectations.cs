using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity;

/// <summary>What each route answers to whom.</summary>
internal static class RouteExpectations
{
    private static readonly Dictionary<string, int[]> Rows = new()
    {
        ["GET /healthz"] = [200, 200, 200, 200, 200, 200, 200],
        ["GET /readyz"] = [200, 200, 200, 200, 200, 200, 200],
        ["GET /metrics"] = [200, 200, 200, 200, 200, 200, 200], // Loopback; MetricsEndpointTests has the rest.
        ["GET /api/v1/auth/me"] = [401, 401, 200, 200, 200, 200, 200],
        ["POST /api/v1/sessions"] = [401, 401, 401, 401, 401, 401, 401], // Takes API tokens only; TokenExchangeTests has the rest.
        ["GET /api/v1/agents/{id}/tokens"] = [401, 401, 403, 403, 403, 404, 404],
        ["POST /api/v1/agents/{id}/tokens"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/agents/{id}/tokens/{prefix}"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /api/v1/user/tokens"] = [401, 401, 403, 200, 200, 200, 200],
        ["POST /api/v1/user/tokens"] = [401, 401, 403, 201, 201, 201, 201],
        ["DELETE /api/v1/user/tokens/{prefix}"] = [401, 401, 403, 404, 204, 404, 404],
        ["GET /api/v1/users"] = [401, 401, 403, 403, 403, 403, 200],
        ["POST /api/v1/users"] = [401, 401, 403, 403, 403, 403, 201],
        ["GET /api/v1/users/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["PUT /api/v1/users/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/users/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["PUT /api/v1/users/{id}/password"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/users/{id}/totp"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /api/v1/users/{id}/sessions"] = [401, 401, 403, 403, 403, 403, 404],
        ["POST /api/v1/users/{id}/sign-out"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /api/v1/oauth/clients"] = [401, 401, 403, 403, 403, 403, 200],
        ["POST /api/v1/oauth/clients"] = [401, 401, 403, 403, 403, 403, 201],
        ["GET /api/v1/oauth/clients/{clientId}"] = [401, 401, 403, 403, 403, 403, 404],
        ["PUT /api/v1/oauth/clients/{clientId}"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/oauth/clients/{clientId}"] = [401, 401, 403, 403, 403, 403, 404],
        ["POST /api/v1/oauth/clients/{clientId}/secret"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /.well-known/openid-configuration"] = [200, 200, 200, 200, 200, 200, 200],
        ["GET /.well-known/oauth-authorization-server"] = [200, 200, 200, 200, 200, 200, 200],
        ["GET /connect/jwks"] = [200, 200, 200, 200, 200, 200, 200],
        ["GET /connect/style.css"] = [200, 200, 200, 200, 200, 200, 200],
        ["GET /connect/authorize"] = [400, 400, 400, 400, 400, 400, 400], // Pages: they know cookies only, and no client is named.
        ["POST /connect/authorize"] = [400, 400, 400, 400, 400, 400, 400],
        ["POST /connect/signin"] = [403, 403, 403, 400, 400, 400, 400], // Without Origin; browsers say theirs, but have no ticket.
        ["POST /connect/factor"] = [403, 403, 403, 400, 400, 400, 400],
        ["POST /connect/consent"] = [403, 403, 403, 400, 400, 400, 400],
        ["GET /connect/endsession"] = [200, 200, 200, 200, 200, 200, 200],
        ["POST /connect/endsession"] = [400, 400, 400, 400, 400, 400, 400],
        ["POST /connect/signout"] = [403, 403, 403, 400, 400, 400, 400],
        ["POST /connect/token"] = [400, 400, 400, 400, 400, 400, 400], // Clients, not callers: an empty form.
        ["POST /connect/introspect"] = [400, 400, 400, 400, 400, 400, 400],
        ["POST /connect/revoke"] = [400, 400, 400, 400, 400, 400, 400],
        ["GET /connect/userinfo"] = [401, 401, 401, 401, 401, 401, 401], // Wants an access token of a client.
        ["POST /connect/userinfo"] = [401, 401, 401, 401, 401, 401, 401],
        ["POST /api/v1/auth/login"] = [401, 401, 401, 401, 401, 401, 401], // The example's account does not exist.
        ["POST /api/v1/auth/totp/verify"] = [401, 401, 401, 401, 401, 401, 401],
        ["POST /api/v1/auth/logout"] = [204, 204, 403, 204, 204, 204, 204],
        ["POST /api/v1/auth/totp/setup"] = [401, 401, 403, 200, 200, 200, 200],
        ["POST /api/v1/auth/totp/confirm"] = [401, 401, 403, 422, 422, 422, 422],
        ["DELETE /api/v1/auth/totp"] = [401, 401, 403, 422, 422, 422, 422],
        ["POST /api/v1/auth/backup-codes"] = [401, 401, 403, 422, 422, 422, 422],
        ["POST /api/v1/auth/password"] = [401, 401, 403, 422, 422, 422, 422],
        ["GET /api/v1/auth/sessions"] = [401, 401, 403, 200, 200, 200, 200],
        ["DELETE /api/v1/auth/sessions"] = [401, 401, 403, 200, 200, 200, 200],
        ["DELETE /api/v1/auth/sessions/{id}"] = [401, 401, 403, 404, 204, 404, 404],
        ["GET /api/v1/audit"] = [401, 401, 403, 403, 403, 200, 200],
        ["GET /api/v1/audit/checkpoints"] = [401, 401, 403, 403, 403, 200, 200],
        ["GET /api/v1/audit/checkpoints/{number}"] = [401, 401, 403, 403, 403, 404, 404],
        ["POST /api/v1/audit/verify"] = [401, 401, 403, 403, 403, 403, 200],
        ["GET /api/v1/audit/seals"] = [401, 401, 403, 403, 403, 200, 200],
        ["POST /api/v1/audit/seals"] = [401, 401, 403, 403, 403, 403, 409], // No folder for archives; AuditSealTests has the rest.
        ["GET /api/v1/audit/export"] = [401, 401, 403, 403, 403, 403, 200],
        ["GET /api/v1/agents"] = [401, 401, 403, 403, 403, 200, 200],
        ["POST /api/v1/agents"] = [401, 401, 403, 403, 403, 403, 201],
        ["GET /api/v1/agents/{id}"] = [401, 401, 403, 403, 403, 404, 404],
        ["PUT /api/v1/agents/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/agents/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /api/v1/agents/{id}/health"] = [401, 401, 403, 403, 403, 404, 404],
        ["GET /api/v1/agents/{id}/health/history"] = [401, 401, 403, 403, 403, 404, 404],
        ["GET /api/v1/pools"] = [401, 401, 403, 403, 403, 200, 200],
        ["GET /api/v1/pools/{name}"] = [401, 401, 403, 403, 403, 404, 404],
        ["POST /api/v1/openclaw/dispatch"] = [401, 401, 503, 503, 503, 503, 503],
        ["POST /v1/chat/completions"] = [401, 401, 503, 503, 503, 503, 503],
        ["POST /v1/embeddings"] = [401, 401, 503, 503, 503, 503, 503],
        ["GET /v1/models"] = [401, 401, 200, 200, 200, 200, 200],
        ["GET /v1/models/{id}"] = [401, 401, 404, 404, 404, 404, 404],
        ["GET /api/v1/rooms"] = [401, 401, 200, 200, 200, 200, 200],
        ["POST /api/v1/rooms"] = [401, 401, 403, 403, 403, 403, 201],
        ["GET /api/v1/rooms/{id}"] = [401, 401, 404, 404, 404, 404, 404],
        ["PATCH /api/v1/rooms/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/rooms/{id}"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /api/v1/rooms/{id}/members"] = [401, 401, 404, 404, 404, 404, 404],
        ["POST /api/v1/rooms/{id}/members"] = [401, 401, 403, 403, 403, 403, 404],
        ["DELETE /api/v1/rooms/{id}/members/{memberId}"] = [401, 401, 403, 403, 403, 403, 404],
        ["GET /api/v1/rooms/{id}/messages"] = [401, 401, 404, 404, 404, 404, 404],
        ["POST /api/v1/rooms/{id}/messages"] = [401, 401, 404, 404, 404, 404, 404],
        ["GET /api/v1/rooms/{id}/presence"] = [401, 401, 404, 404, 404, 404, 404],
        ["GET /api/v1/limits"] = [401, 401, 403, 403, 403, 403, 200],
        ["GET /api/v1/limits/overrides"] = [401, 401, 403, 403, 403, 403, 200],
        ["PUT /api/v1/limits/overrides/{policy}/{scope}/{subject}"] = [401, 401, 403, 403, 403, 403, 200],
        ["DELETE /api/v1/limits/overrides/{policy}/{scope}/{subject}"] = [401, 401, 403, 403, 403, 403, 204],
    };

    public static IReadOnlyCollection<string> Names => Rows.Keys;

    /// <summary>Statuses in the order of <see cref="RouteCallers.Names"/>.</summary>
    public static int[] Of(string operation) =>
        Rows.TryGetValue(operation, out var row) ? row : throw new InvalidOperationException($"{operation} has no row in {nameof(RouteExpectations)}.");

    /// <summary>What ends sessions comes at the end.</summary>
    public static int Turn(OpenApiOperation operation) => operation.Name switch
    {
        "DELETE /api/v1/auth/sessions" => 1,
        "POST /api/v1/auth/logout" => 2,
        _ => 0,
    };

    /// <summary>The path with values for its parameters: things of the user where there is an owner, else well-formed ones that name nothing.</summary>
    public static string Fill(string path, RouteCallers callers) => Fill(path
        .Replace("/auth/sessions/{id}", "/auth/sessions/" + callers.SessionOfUser, StringComparison.Ordinal)
        .Replace("/user/tokens/{prefix}", "/user/tokens/" + callers.TokenOfUser, StringComparison.Ordinal));

    /// <summary>The path with values for its parameters that are well-formed and name nothing.</summary>
    public static string Fill(string path) => path
        .Replace("{policy}/{scope}/{subject}", "login/address/192.0.2.1", StringComparison.Ordinal)
        .Replace("/v1/models/{id}", "/v1/models/pool/no-such-pool", StringComparison.Ordinal)
        .Replace("{prefix}", "agt_000000", StringComparison.Ordinal)
        .Replace("{clientId}", "no-such-client", StringComparison.Ordinal)
        .Replace("{id}", "0198f0c0-0000-7000-8000-000000000000", StringComparison.Ordinal)
        .Replace("{memberId}", "0198f0c0-0000-7000-8000-000000000001", StringComparison.Ordinal)
        .Replace("{number}", "999999", StringComparison.Ordinal)
        .Replace("{name}", "no-such-pool", StringComparison.Ordinal);

    /// <summary>The documented example. Registered agents must not answer the table's dispatches, so they go to a pool of their own.</summary>
    public static string Body(OpenApiOperation operation) =>
        (operation.Example ?? throw new InvalidOperationException($"{operation.Name} documents no example of its body."))
            // Failures at one address would slow the next ones down.
            .Replace("ann@example.org", SharedGrid.NewName("nobody") + "@example.org", StringComparison.Ordinal)
            .Replace("\"kind\"", "\"pool\":\"table\",\"kind\"", StringComparison.Ordinal);
}

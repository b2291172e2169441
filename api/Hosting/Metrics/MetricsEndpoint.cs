using System.Net;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Contracts;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>The scrape door.</summary>
public static class MetricsEndpoint
{
    // A request that a proxy on this machine passes on comes from loopback, too, but not from this machine's people.
    private static readonly string[] ForwardingHeaders =
        ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP", "Via"];

    /// <summary>
    /// Maps <c>GET /metrics</c>: Prometheus text format 0.0.4, not compressed. Answers a direct connection from loopback, and requests with
    /// <c>Authorization: Bearer</c> and the scrape token (<see cref="GridOptions.MetricsToken"/>); all others are refused with 401.
    /// A proxy on the same machine that adds no forwarding header looks like loopback: keep this path out of its configuration.
    /// </summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (Delegate)AnswerAsync).AllowAnonymous().DisableHttpMetrics().WithTags("Health")
            .Produces(StatusCodes.Status200OK, contentType: "text/plain").Refuses(401)
            .WithSummary("Metrics in Prometheus text format, for this machine or the scrape token.");

    private static async Task AnswerAsync(HttpContext context)
    {
        var token = context.RequestServices.GetRequiredService<IOptions<GridOptions>>().Value.MetricsToken;
        if (!IsDirectFromLoopback(context) && !HasToken(context.Request, token))
        {
            throw new GridException(GridErrorCode.Unauthenticated, string.IsNullOrEmpty(token)
                ? "Metrics are answered on this machine only; set GRID_METRICS_TOKEN and send it as a bearer token to read them from elsewhere."
                : "Metrics need the scrape token (GRID_METRICS_TOKEN) as a bearer token.");
        }

        var response = context.Response;
        response.ContentType = PrometheusText.ContentType;
        response.Headers.CacheControl = "no-store";
        context.RequestServices.GetRequiredService<PrometheusExporter>().Write(response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static bool IsDirectFromLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !Array.Exists(ForwardingHeaders, context.Request.Headers.ContainsKey);

    private static bool HasToken(HttpRequest request, string? token)
    {
        const string Scheme = "Bearer ";
        var given = request.Headers.Authorization.ToString();
        return !string.IsNullOrEmpty(token)
            && given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(token));
    }
}

using System.Diagnostics.Metrics;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>
/// Middleware that counts requests under the name that dashboards of before know: <c>agenthub_http_requests_total{method,route,status_code}</c>. Routes by their pattern and
/// methods of the closed list only, so that nobody can make up series.
/// </summary>
internal sealed class RequestCounter(RequestDelegate next)
{
    private static readonly Meter Meter = new("AgentGrid.Http");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("agenthub_http_requests", "{request}", "Requests that were answered.");

    public Task InvokeAsync(HttpContext context)
    {
        var request = next(context);
        if (!request.IsCompletedSuccessfully) return FinishAsync(context, request);
        Count(context);
        return Task.CompletedTask;
    }

    private static async Task FinishAsync(HttpContext context, Task request)
    {
        await request;
        Count(context);
    }

    private static void Count(HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        Requests.Add(
            1,
            new KeyValuePair<string, object?>("method", Method(context.Request.Method)),
            new KeyValuePair<string, object?>("route", route is null ? "none" : "/" + route.Trim('/')),
            new KeyValuePair<string, object?>("status_code", context.Response.StatusCode));
    }

    private static string Method(string method) => method switch
    {
        "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" => method,
        _ => "other",
    };
}

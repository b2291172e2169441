using System.Net.Http.Headers;

namespace AgentGrid.Providers.Upstream;

/// <summary>
/// Asks an endpoint whether it is alive with a request that costs no tokens. openai, openclaw: <c>GET {endpoint}/models</c>; ollama: <c>GET /api/tags</c>; any kind: <c>healthPath</c>.
/// <list type="bullet">
/// <item>2xx: healthy (openclaw's own request only with a JSON body type, because it answers unknown paths with its console page);</item>
/// <item>401, 403: unhealthy, every dispatch would be refused too; with a <c>healthPath</c> also, an administrator chose that path to answer;</item>
/// <item>404, 405 on a kind's own request: healthy except openclaw, many compatible servers have no list of models; on a <c>healthPath</c>: unhealthy, the path is wrong;</item>
/// <item>429: healthy, it answers and limits are not ill health (requests cool it down by <c>Retry-After</c>);</item>
/// <item>3xx, other 4xx, 5xx, no answer within the timeout: unhealthy.</item>
/// </list>
/// </summary>
public sealed class AgentProber(UpstreamHttp http, TimeProvider time)
{
    /// <summary>Bound of one probe: 5 s.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Probes once; an unhealthy endpoint is a result, never an exception.</summary>
    /// <exception cref="OperationCanceledException">Only by the token.</exception>
    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = UpstreamHttp.CreateRequest(HttpMethod.Get, UrlOf(target));
            UpstreamHeaders.Apply(request, target.ApiKey, stream: false);
            using var response = await http.SendAsync(request, either.Token);
            var status = (int)response.StatusCode;
            var (isHealthy, detail) = Judge(target, status, response.Content.Headers);
            return new ProbeResult(isHealthy, ElapsedMs(started), status, detail);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever goes wrong between here and the endpoint is the finding itself.
            return new ProbeResult(false, ElapsedMs(started), null, UpstreamFailure.Of(e).Detail);
        }
    }

    private static Uri UrlOf(ProbeTarget target) => target switch
    {
        { HealthPath: { Length: > 0 } path } => target.Urls.OfHost(path),
        { Kind: UpstreamKind.Ollama } => target.Urls.OllamaTags,
        _ => target.Urls.Models,
    };

    private static (bool IsHealthy, string Detail) Judge(ProbeTarget target, int status, HttpContentHeaders headers)
    {
        var isOwnRequest = string.IsNullOrEmpty(target.HealthPath);
        var isOpenClaw = target.Kind == UpstreamKind.OpenClaw;
        return status switch
        {
            >= 200 and < 300 when isOwnRequest && isOpenClaw && !IsJson(headers) => (false, "answers with a page instead of JSON: is the chat endpoint turned on?"),
            >= 200 and < 300 => (true, "ok"),
            401 or 403 => (false, "credentials refused"),
            404 or 405 when isOwnRequest && !isOpenClaw => (true, "alive, but has no list of models"),
            404 when isOwnRequest => (false, "not found: is the chat endpoint turned on?"),
            404 => (false, "health path not found"),
            429 => (true, "alive, but limits requests"),
            >= 300 and < 400 => (false, "redirects, which are not followed"),
            >= 500 => (false, "server error"),
            _ => (false, "refuses the request"),
        };
    }

    private static bool IsJson(HttpContentHeaders headers) =>
        UpstreamHeaders.First(headers, "content-type") is { } type && type.Contains("json", StringComparison.OrdinalIgnoreCase);

    private double ElapsedMs(long started) => Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 3);
}

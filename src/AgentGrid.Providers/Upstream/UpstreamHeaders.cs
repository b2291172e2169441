using System.Globalization;
using System.Net.Http.Headers;

namespace AgentGrid.Providers.Upstream;

/// <summary>
/// Which headers pass the gateway. Upstream go only those listed here: the caller's credentials, cookies, <c>x-grid-*</c> and hop-by-hop headers never do, nor
/// <c>OpenAI-Organization</c> and <c>OpenAI-Project</c>, which choose an account of the agent's credential and so are the agent's business, nor <c>Idempotency-Key</c>, which
/// names the caller's request and not one of our attempts. Back come only those listed here: rate limits, cookies and account names of the upstream are not the client's.
/// </summary>
public static class UpstreamHeaders
{
    /// <summary>The longest <c>Retry-After</c> that is believed: one hour.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Request headers of the client that go upstream when present: switches of the dialect.</summary>
    public static IReadOnlyList<string> ForwardedToUpstream { get; } = ["OpenAI-Beta"];

    /// <summary>Response headers of the upstream that come back (<c>content-type</c> apart, which the gateway decides), with the name they have at the client.</summary>
    public static IReadOnlyList<(string Upstream, string Client)> ForwardedToClient { get; } =
    [
        ("openai-processing-ms", "openai-processing-ms"),
        ("openai-version", "openai-version"),
        ("x-request-id", "x-upstream-request-id"),
    ];

    /// <summary>Sets what every upstream request carries.</summary>
    /// <param name="request">The request, its content (if any) already set.</param>
    /// <param name="apiKey">The agent's key, sent as bearer token; null for none.</param>
    /// <param name="stream">Whether a stream or JSON is expected.</param>
    /// <param name="traceparent">W3C trace context, or null.</param>
    /// <param name="requestId">Sent as <c>x-request-id</c> so that both logs can be joined; null for none.</param>
    public static void Apply(HttpRequestMessage request, string? apiKey, bool stream, string? traceparent = null, string? requestId = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = request.Headers;
        if (!string.IsNullOrEmpty(apiKey))
            headers.TryAddWithoutValidation("Authorization", "Bearer " + apiKey);
        headers.TryAddWithoutValidation("Accept", stream ? "text/event-stream" : "application/json");
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        headers.TryAddWithoutValidation("User-Agent", "AgentGrid/0.1");
        if (traceparent is not null)
            headers.TryAddWithoutValidation("traceparent", traceparent);
        if (requestId is not null)
            headers.TryAddWithoutValidation("x-request-id", requestId);
        if (request.Content is { } content)
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>How long the upstream wants to be left alone: <c>retry-after-ms</c>, else <c>Retry-After</c> in seconds or as a date (RFC 9110 section 10.2.3).</summary>
    /// <returns>0 to <see cref="MaxRetryAfter"/>, or null when it does not say or cannot be understood.</returns>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(time);
        if (First(response.Headers, "retry-after-ms") is { } milliseconds
            && TryParse(milliseconds, out var ms))
            return Clamp(ms);
        return Domain.Agents.RetryAfter.Parse(First(response.Headers, "retry-after"), time.GetUtcNow()) is { } wait ? Clamp(wait.TotalMilliseconds) : null;
    }

    /// <summary>The first value of a header as it came, or null.</summary>
    public static string? First(HttpHeaders headers, string name)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;
    }

    // "NaN" and "Infinity" parse as numbers too.
    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static TimeSpan Clamp(double milliseconds) => TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, MaxRetryAfter.TotalMilliseconds));
}

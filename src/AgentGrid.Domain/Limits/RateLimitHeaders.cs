using System.Globalization;

namespace AgentGrid.Domain.Limits;

/// <summary>
/// Values of the rate limit headers: <c>RateLimit-Policy</c> and <c>RateLimit</c> as structured fields (draft-ietf-httpapi-ratelimit-headers-10 sections 3 and 4),
/// and the durations of OpenAI's <c>x-ratelimit-reset-*</c>.
/// </summary>
public static class RateLimitHeaders
{
    /// <summary>One item of <c>RateLimit-Policy</c>: <c>"dispatch";q=60;w=60</c> (permits, window in whole seconds rounded up).</summary>
    public static string Policy(LimitPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return string.Create(CultureInfo.InvariantCulture, $"\"{policy.Name}\";q={policy.Permits};w={Math.Max(1, Seconds((long)policy.Window.TotalMilliseconds))}");
    }

    /// <summary>One item of <c>RateLimit</c>: <c>"dispatch";r=12;t=30</c> (permits left, seconds until all are back or, refused, until a retry can succeed; rounded up).</summary>
    public static string Limit(LimitPolicy policy, LimitDecision decision)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return string.Create(CultureInfo.InvariantCulture,
            $"\"{policy.Name}\";r={decision.Remaining};t={Seconds(decision.Allowed ? decision.ResetMs : decision.RetryAfterMs)}");
    }

    /// <summary><c>Retry-After</c> in whole seconds, rounded up, at least 1.</summary>
    public static string RetryAfter(LimitDecision decision) => Math.Max(1, Seconds(decision.RetryAfterMs)).ToString(CultureInfo.InvariantCulture);

    /// <summary>A duration as OpenAI writes it: <c>850ms</c>, <c>7.66s</c>, <c>6m0s</c>, <c>1h0m0s</c>; zero is <c>0s</c>.</summary>
    public static string OpenAiDuration(long milliseconds)
    {
        milliseconds = Math.Max(0, milliseconds);
        if (milliseconds is > 0 and < 1000)
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        var hours = milliseconds / 3_600_000;
        var minutes = milliseconds / 60_000 % 60;
        var seconds = (milliseconds % 60_000) / 1000m;
        var lead = hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m")
            : minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{lead}{seconds:0.###}s");
    }

    private static long Seconds(long milliseconds) => (milliseconds + 999) / 1000;
}

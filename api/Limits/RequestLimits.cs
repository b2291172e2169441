using System.Globalization;
using System.Net;
using AgentGrid.Contracts;
using AgentGrid.Domain.Limits;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;

namespace AgentGrid.Api.Limits;

/// <summary>
/// Middleware behind authentication: every request counts for its subject, or, without a valid credential, for its address; routes may add further policies.
/// Health probes are not counted, so that a limited address can never make a healthy process look dead.
/// </summary>
public sealed class RequestLimits(RequestDelegate next, LimiterClient limiter)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<UnlimitedAttribute>() is not null)
        {
            await next(context);
            return;
        }

        var caller = context.Features.Get<KnownCaller>()?.Caller;
        var result = caller is not null
            ? await limiter.AcquireAsync(LimitPolicy.Authenticated, "subject", caller.Subject)
            : await limiter.AcquireAsync(LimitPolicy.Anonymous, "address", Address(context));
        if (result.Decision.Allowed && caller is not null && endpoint?.Metadata.GetMetadata<LimitAttribute>() is { } further)
            result = await limiter.AcquireAsync(further.Policy, "subject", caller.Subject);

        Announce(context, result);
        if (result.Decision.Allowed)
        {
            await next(context);
            return;
        }

        await ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.RateLimited,
            $"The limit '{result.Policy.Name}' of {result.Policy.Permits} per {result.Policy.Window.TotalSeconds:0} s is reached; come back after the time in Retry-After.")
        {
            RetryAfterMs = result.Decision.RetryAfterMs,
        });
    }

    // IPv6 hosts own a /64: counting single addresses would give each of them 2^64 tries.
    internal static string Address(HttpContext context) => Address(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="Address(HttpContext)"/>
    internal static string Address(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "-64";
    }

    /// <summary>Says in headers where the caller stands with a limit. The last one said counts.</summary>
    internal static void Announce(HttpContext context, LimitResult result)
    {
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = result.PolicyText;
        headers["RateLimit"] = RateLimitHeaders.Limit(result.Policy, result.Decision);
        if (!ErrorAnswers.SpeaksOpenAi(context)) return;
        headers["x-ratelimit-limit-requests"] = result.Decision.Limit.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining-requests"] = result.Decision.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset-requests"] = RateLimitHeaders.OpenAiDuration(result.Decision.ResetMs);
    }
}

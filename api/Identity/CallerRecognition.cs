using Microsoft.Extensions.Primitives;

namespace AgentGrid.Api.Identity;

/// <summary>Middleware that finds the caller behind <c>Authorization: Bearer</c> (RFC 6750, header only) and sets it for policies, limits and grains.</summary>
public sealed class CallerRecognition(RequestDelegate next, BootstrapTokens tokens)
{
    private const string Prefix = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (Find(context.Request.Headers.Authorization) is { } known)
        {
            context.Features.Set(known.Caller);
            context.User = known.Principal;
        }

        return next(context);
    }

    private KnownCaller? Find(StringValues header) =>
        header.Count == 1 && header[0] is { } value && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? tokens.Find(value.AsSpan(Prefix.Length).Trim()) : null;
}

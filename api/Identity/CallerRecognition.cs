using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;
using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Identity.ApiTokens;
using Microsoft.Extensions.Primitives;

namespace AgentGrid.Api.Identity;

/// <summary>
/// Middleware that finds the caller behind <c>Authorization: Bearer</c> (RFC 6750, header only) or else behind the session cookie, and sets it for policies, limits and grains.
/// A request with both is judged by its header alone.
/// </summary>
public sealed class CallerRecognition(RequestDelegate next, FixedTokens fixedTokens, CredentialLookup lookup, GridCookies cookies)
{
    private const string Prefix = "Bearer ";
    private const int LongestToken = 8192;

    public Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0) return ByBearerAsync(context, Bearer(header));
        return cookies.Read(context, GridCookies.Session) is { Length: > 0 and <= LongestToken } cookie && context.GetEndpoint()?.Metadata.GetMetadata<IgnoresSessionAttribute>() is null
            ? ByTokenAsync(context, cookie, TokenDoor.Session)
            : next(context);
    }

    private static ReadOnlySpan<char> Bearer(StringValues header) =>
        header.Count == 1 && header[0] is { } value && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? value.AsSpan(Prefix.Length).Trim() : default;

    // Nothing is allocated for a credential that is remembered.
    private Task ByBearerAsync(HttpContext context, ReadOnlySpan<char> bearer)
    {
        if (bearer.Length is 0 or > LongestToken) return next(context);
        if (fixedTokens.Find(bearer) is { } known) return GoOnAsync(context, known);
        return IsApiToken(bearer) ? ByApiTokenAsync(context, bearer) : ByTokenAsync(context, bearer, TokenDoor.Bearer);
    }

    private static bool IsApiToken(ReadOnlySpan<char> bearer) => bearer.Length == ApiToken.Length && bearer[ApiToken.PrefixLength] == '_' && !bearer.Contains('.');

    private Task ByTokenAsync(HttpContext context, ReadOnlySpan<char> token, TokenDoor door) =>
        lookup.Remembered(token, door) is { } known ? GoOnAsync(context, known) : VerifyAsync(context, lookup.FindAsync(token.ToString(), door, context.RequestAborted));

    private Task ByApiTokenAsync(HttpContext context, ReadOnlySpan<char> token)
    {
        if (!ErrorAnswers.SpeaksOpenAi(context) && context.GetEndpoint()?.Metadata.GetMetadata<AcceptsApiTokenAttribute>() is null)
        {
            return ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.Unauthenticated,
                "An API token opens /v1 only. Exchange it: POST /api/v1/sessions with it as bearer answers with an access token for the rest."));
        }

        if (lookup.Remembered(token, TokenDoor.Bearer) is { } known) return GoOnAsync(context, known);
        return ApiToken.Parse(token.ToString()) is { } parsed ? VerifyAsync(context, lookup.FindAsync(parsed, context.RequestAborted)) : next(context);
    }

    private async Task VerifyAsync(HttpContext context, Task<KnownCaller?> finding)
    {
        if (await finding is { } known) await GoOnAsync(context, known);
        else await next(context);
    }

    private Task GoOnAsync(HttpContext context, KnownCaller known)
    {
        context.Features.Set(known);
        context.User = known.Principal;
        return next(context);
    }
}

using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>
/// Middleware against cross-site request forgery. A browser sends its cookies whoever's page it was that made it ask, so a caller that is known by a cookie must say on every
/// unsafe method which page that was. <c>SameSite=Strict</c> already keeps other sites out; this also keeps out other hosts of the same site and old browsers.
/// </summary>
public sealed class CookieGuard(RequestDelegate next, OriginRules origins)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (IsSafe(request.Method)) return next(context);
        if (context.Features.Get<KnownCaller>() is { Door: not TokenDoor.Bearer } && !origins.IsOwn(request))
            return Refuse(context, OriginRules.IsAbsent(request)
                ? "A request with the session cookie must send 'Origin' with this host's own origin. Programs send 'Authorization: Bearer <token>' instead of the cookie."
                : "This page may not use the session cookie: its origin is not this host's. Add it to ALLOWED_ORIGINS if it is yours.");
        if (context.GetEndpoint()?.Metadata.GetMetadata<GuardsOriginAttribute>() is null) return next(context);
        if (!OriginRules.IsAbsent(request) && !origins.IsOwn(request)) return Refuse(context, "People sign in and out on pages of this host only. Add the page's origin to ALLOWED_ORIGINS if it is yours.");
        // Forms of foreign pages can send anything but JSON without being asked first.
        return request.ContentType is null || request.HasJsonContentType()
            ? next(context)
            : ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.UnsupportedMediaType, "Send the body as application/json."));
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static Task Refuse(HttpContext context, string reason) => ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.Forbidden, reason));
}

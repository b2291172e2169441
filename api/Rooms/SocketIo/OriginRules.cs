using Microsoft.Extensions.Primitives;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Browsers come from this server's own pages or from an allowed origin; programs send no <c>Origin</c>.</summary>
internal sealed class OriginRules(IReadOnlyList<string> allowed)
{
    /// <summary>Whether the request may go on. Cross-origin polls get the headers that let a browser read the answer (WebSockets know no CORS).</summary>
    internal bool Admit(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0) return true;
        if (origin.Count > 1) return false;
        if (allowed.Contains(origin[0], StringComparer.Ordinal))
        {
            Permit(context, origin);
            return true;
        }

        return Uri.TryCreate(origin[0], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && string.Equals(uri.Authority, Authority(context.Request), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether this is the question a browser asks before a request that it would not send unasked.</summary>
    internal static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    private static void Permit(HttpContext context, StringValues origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        if (!IsPreflight(context.Request)) return;
        headers.AccessControlAllowMethods = "GET,POST";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
    }

    private static string Authority(HttpRequest request) => request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value ?? "";
}

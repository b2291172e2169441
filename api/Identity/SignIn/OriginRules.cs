using AgentGrid.Api.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Which pages may act on behalf of the people who look at them (RFC 6454): those of this host, of <c>GRID_PUBLIC_URL</c>, and of <c>ALLOWED_ORIGINS</c>.</summary>
public sealed class OriginRules(IOptions<GridOptions> options)
{
    private readonly HashSet<string> _allowed =
    [
        .. EdgeSettings.Origins(options.Value.AllowedOrigins),
        .. options.Value.PublicUrl is { } url && Written(url) is { } origin ? [origin] : Array.Empty<string>(),
    ];

    /// <summary>Whether the one <c>Origin</c> of the request is such a page. Not when there is none, several, or <c>null</c> (a sandboxed page, a redirect from elsewhere).</summary>
    public bool IsOwn(HttpRequest request) =>
        request.Headers.Origin is { Count: 1 } header && header[0] is { } origin && (_allowed.Contains(origin) || origin == Written($"{request.Scheme}://{request.Host}"));

    /// <summary>Whether the request names no page: a program's, or a browser's that is older than the header.</summary>
    public static bool IsAbsent(HttpRequest request) => StringValues.IsNullOrEmpty(request.Headers.Origin);

    // As browsers write it: lower case, without the scheme's own port.
    private static string? Written(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : null;
}

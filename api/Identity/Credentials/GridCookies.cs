using System.Net;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>
/// Writes and reads our cookies: HttpOnly always, Secure with a name prefix over https. Plain http carries them on loopback only, or with <c>GRID_ALLOW_INSECURE_HTTP</c>
/// anywhere: elsewhere they neither are set nor count.
/// </summary>
public sealed class GridCookies(IOptions<GridOptions> options, PublicUrl url)
{
    /// <summary>The session of the API and the console.</summary>
    public static readonly GridCookie Session = new("grid", SameSiteMode.Strict);

    /// <summary>Who is signed in at the authorization server's pages. Lax: clients send the browser there from their own sites.</summary>
    public static readonly GridCookie Connect = new("grid-connect", SameSiteMode.Lax, "/connect");

    /// <summary>The value, or null.</summary>
    public string? Read(HttpContext context, GridCookie cookie)
    {
        if (context.Request.Headers.Cookie.Count == 0) return null;
        return IsSecure(context) ? context.Request.Cookies[cookie.SecureName] : AllowsPlain(context) ? context.Request.Cookies[cookie.Name] : null;
    }

    /// <summary>Sets it.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="cookie">Which.</param>
    /// <param name="value">Its value.</param>
    /// <param name="lifetime">How long the browser keeps it; null = until it is closed.</param>
    /// <exception cref="GridException">Forbidden: the request came by plain http from elsewhere.</exception>
    public void Set(HttpContext context, GridCookie cookie, string value, TimeSpan? lifetime)
    {
        DemandCarrier(context);
        context.Response.Cookies.Append(NameFor(context, cookie), value, Attributes(context, cookie, lifetime));
    }

    /// <summary>Takes it from the browser.</summary>
    public void Clear(HttpContext context, GridCookie cookie) => context.Response.Cookies.Delete(NameFor(context, cookie), Attributes(context, cookie, lifetime: null));

    /// <summary>Refuses what must not go over plain http: passwords and cookies.</summary>
    /// <exception cref="GridException">Forbidden.</exception>
    public void DemandCarrier(HttpContext context)
    {
        if (!IsSecure(context) && !AllowsPlain(context))
        {
            throw new GridException(GridErrorCode.Forbidden,
                "Signing in over plain http is possible on this machine only. Use https, set GRID_TRUSTED_PROXIES for a proxy that ends TLS, or in a closed network set GRID_ALLOW_INSECURE_HTTP=true.");
        }
    }

    // Also where a proxy ends TLS and says so, or where the public address says so.
    private bool IsSecure(HttpContext context) => context.Request.IsHttps || url.IsHttps;

    private bool AllowsPlain(HttpContext context) =>
        options.Value.AllowInsecureHttp || context.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(context.Connection.RemoteIpAddress);

    private string NameFor(HttpContext context, GridCookie cookie) => IsSecure(context) ? cookie.SecureName : cookie.Name;

    private CookieOptions Attributes(HttpContext context, GridCookie cookie, TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = IsSecure(context), SameSite = cookie.SameSite, Path = cookie.Path, MaxAge = lifetime };
}

using System.Text;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Writes pages: the frame around them and the headers that keep them what they are. No scripts, no inline styles, nothing from elsewhere.</summary>
internal static class PageLayout
{
    /// <summary>Writes a page.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="title">Of the browser's window.</param>
    /// <param name="body">What is inside.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="formTarget">Where a form of the page may lead besides to us, as source of <c>form-action</c>; see <see cref="FormTarget"/>.</param>
    internal static async Task WritePageAsync(this HttpContext context, string title, Html body, int status = StatusCodes.Status200OK, string? formTarget = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{(formTarget is null ? "" : " " + formTarget)}";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var page = Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{title} – OrleansAgentGrid</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="{StyleEndpoint.Address}">
            </head>
            <body>
            <main>
            <p class="brand"><span class="mark"></span>OrleansAgentGrid</p>
            {body}
            </main>
            </body>
            </html>

            """);
        await response.WriteAsync(page.ToString(), Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>
    /// What <c>form-action</c> must permit so that the answer to a form can lead to the client. Chromium holds every redirect that follows a form against it, also the client's own
    /// onward ones, so https clients are permitted by scheme: with the exact origin a client that goes on to another of its hosts would end on a page that does nothing.
    /// Forms cannot be smuggled into these pages: every value is encoded.
    /// </summary>
    internal static string FormTarget(string redirectUri)
    {
        var scheme = redirectUri[..redirectUri.IndexOf(':', StringComparison.Ordinal)];
        // Loopback clients may show an https page at the end; an IPv6 address is no source (CSP level 3, section 2.3.1).
        return scheme == "http" ? "http: https:" : scheme + ":";
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>
/// Tickets in forms of ours. One says when the request first came, and proves by what it is bound to (use, browser, request, session) that we showed this form to this browser
/// for this request: against cross-site request forgery, login forgery among it. Nothing is kept here, so strangers can fill nothing up.
/// </summary>
internal sealed class ConnectTickets(SecretBox secrets, GridCookies cookies, TimeProvider time)
{
    /// <summary>How long a form may stand open.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private const int BrowserLength = 43;
    private const int Longest = 512;

    // Lax as the session's: a client's page sends the browser here, and a page that is open in another tab must go on working.
    private static readonly GridCookie Browser = new("grid-connect-form", SameSiteMode.Lax, "/connect");

    /// <summary>Makes a ticket, and binds the browser if it is not yet.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="use">What for.</param>
    /// <param name="query">The request that waits.</param>
    /// <param name="session">The session it is shown to; null for none.</param>
    /// <param name="receivedAt">When the request first came.</param>
    internal string Issue(HttpContext context, TicketUse use, string query, Guid? session, DateTimeOffset receivedAt)
    {
        if (Read(context) is not { } browser)
        {
            browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            cookies.Set(context, Browser, browser, lifetime: null);
            context.Items[Browser] = browser;
        }

        return secrets.Protect(string.Create(CultureInfo.InvariantCulture, $"{receivedAt.UtcTicks}.{(time.GetUtcNow() + Lifetime).UtcTicks}"), Identity(use, browser, query, session));
    }

    /// <summary>When the request first came; null when the ticket is not ours, or for anything else, or too old.</summary>
    internal DateTimeOffset? Read(HttpContext context, TicketUse use, string query, Guid? session, string? ticket)
    {
        if (ticket is not { Length: <= Longest } || Read(context) is not { } browser) return null;
        try
        {
            var parts = secrets.Unprotect(ticket, Identity(use, browser, query, session)).Split('.');
            return Time(parts[1]) > time.GetUtcNow() ? Time(parts[0]) : null;
        }
        catch (SecretException)
        {
            return null;
        }
    }

    private string? Read(HttpContext context) => context.Items[Browser] as string ?? (cookies.Read(context, Browser) is { Length: BrowserLength } browser ? browser : null);

    private static string Identity(TicketUse use, string browser, string query, Guid? session) =>
        $"connect/{use}/{browser}/{session:D}/{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(query)))}";

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}

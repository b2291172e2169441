using AgentGrid.Api.Identity.Connect.Authorization;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Asks whether the client may have what it asks for.</summary>
internal static class ConsentPage
{
    // In words that say what can happen, not what the scope is called.
    private static readonly (ScopeSet Scope, string Title, string Words)[] Explained =
    [
        (ScopeSet.OpenId, "Know who you are", "A stable id that tells it that it is you."),
        (ScopeSet.Profile, "See your name", "Your display name and the address you sign in with."),
        (ScopeSet.Email, "See your e-mail address", "The address of your account."),
        (ScopeSet.Grid, "Manage the grid as you", "Everything your role allows: agents, settings and, for administrators, people."),
        (ScopeSet.Gateway, "Use models as you", "Send requests to agents; they count against your limits."),
        (ScopeSet.Rooms, "Take part in rooms as you", "Read and write messages where you may."),
        (ScopeSet.OfflineAccess, "Keep access while you are away", "Up to 90 days, until you or an administrator end it."),
    ];

    internal static Task WriteAsync(AuthorizationFlow flow, ConnectSession session, string ticket)
    {
        var request = flow.Request;
        return flow.Context.WritePageAsync(
            "Allow access",
            Html.Of(
                $"""
                <h1>Allow <span class="name">{request.Client.Name}</span> access?</h1>
                <p class="lead">You are signed in as <strong>{session.Email}</strong>. <a href="/connect/authorize{flow.Foreign.With(AuthorizationFlow.SwitchName, "1").ToQuery()}">Use another account</a></p>
                <h2>It wants to</h2>
                <ul class="scopes">
                {Html.Join(Explained.Where(scope => request.Scopes.Contains(scope.Scope)).Select(scope => Html.Of($"<li><strong>{scope.Title}</strong><span>{scope.Words}</span></li>")))}
                </ul>
                <p class="hint">You will be taken to <strong class="host">{Destination(request.RedirectUri)}</strong>. Allow this only if you began it there.</p>
                <form method="post" action="/connect/consent{flow.Query}">
                {Parts.Ticket(ticket)}
                <div class="choice">
                <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
                <button type="submit" name="decision" value="allow">Allow</button>
                </div>
                </form>
                """),
            formTarget: PageLayout.FormTarget(request.RedirectUri));
    }

    // By the text: scheme and host as registered. A private-use scheme belongs to an application of this device, and any application can claim it.
    private static string Destination(string redirectUri)
    {
        var colon = redirectUri.IndexOf(':', StringComparison.Ordinal);
        if (!redirectUri.AsSpan(colon).StartsWith("://")) return $"the application {redirectUri[..colon]} on this device";
        var host = redirectUri[(colon + 3)..].Split('/', '?')[0];
        return redirectUri.StartsWith("https:", StringComparison.Ordinal) ? host : $"{host} on this device";
    }
}

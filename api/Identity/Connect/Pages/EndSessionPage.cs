namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Asks whether to sign out, when nothing proves that the person wants it.</summary>
internal static class EndSessionPage
{
    internal static Task WriteAsync(HttpContext context, string? email, string query, string ticket, string? redirectUri) => context.WritePageAsync(
        "Sign out",
        Html.Of(
            $"""
            <h1>Sign out?</h1>
            <p class="lead">You are signed in as <strong>{email}</strong>.</p>
            <form method="post" action="/connect/signout{query}">
            {Parts.Ticket(ticket)}
            <button type="submit">Sign out</button>
            </form>
            <p class="hint">To stay signed in, close this page.</p>
            """),
        formTarget: redirectUri is null ? null : PageLayout.FormTarget(redirectUri));
}

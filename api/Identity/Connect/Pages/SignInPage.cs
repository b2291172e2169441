using AgentGrid.Api.Identity.Connect.Authorization;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Asks for e-mail address and password.</summary>
internal static class SignInPage
{
    /// <summary>Writes it.</summary>
    /// <param name="flow">The request that waits.</param>
    /// <param name="ticket">Of the form.</param>
    /// <param name="email">What to begin with.</param>
    /// <param name="problem">What was wrong the last time; null = nothing.</param>
    /// <param name="status">HTTP status.</param>
    internal static Task WriteAsync(AuthorizationFlow flow, string ticket, string? email, string? problem = null, int status = StatusCodes.Status200OK)
    {
        var request = flow.Request;
        return flow.Context.WritePageAsync(
            "Sign in",
            Html.Of(
                $"""
                <h1>Sign in</h1>
                <p class="lead">to continue to <strong>{request.Client.Name}</strong></p>
                {Parts.Problem(problem)}
                <form method="post" action="/connect/signin{flow.Query}">
                {Parts.Ticket(ticket)}
                <label for="email">E-mail address</label>
                <input id="email" name="email" type="email" autocomplete="username" maxlength="254" required value="{email}"{Parts.Describe(problem)}{Parts.Focus(string.IsNullOrEmpty(email))}>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required{Parts.Describe(problem)}{Parts.Focus(!string.IsNullOrEmpty(email))}>
                <button type="submit">Sign in</button>
                </form>
                """),
            status,
            PageLayout.FormTarget(request.RedirectUri));
    }
}

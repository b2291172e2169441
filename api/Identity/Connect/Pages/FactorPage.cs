using AgentGrid.Api.Identity.Connect.Authorization;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Asks for the second factor.</summary>
internal static class FactorPage
{
    internal static Task WriteAsync(AuthorizationFlow flow, string ticket, string challenge, string? problem = null, int status = StatusCodes.Status200OK) => flow.Context.WritePageAsync(
        "Second factor",
        Html.Of(
            $"""
            <h1>One more step</h1>
            <p class="lead">Enter the six digits of your authenticator, or one of your backup codes.</p>
            {Parts.Problem(problem)}
            <form method="post" action="/connect/factor{flow.Query}">
            {Parts.Ticket(ticket)}
            <input type="hidden" name="challenge" value="{challenge}">
            <label for="code">Code</label>
            <input id="code" name="code" type="text" inputmode="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" maxlength="64" required autofocus{Parts.Describe(problem)}>
            <button type="submit">Continue</button>
            </form>
            <p class="hint"><a href="/connect/authorize{flow.Query}">Start again</a></p>
            """),
        status,
        PageLayout.FormTarget(flow.Request.RedirectUri));
}

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Says that it does not go on here. Leads nowhere: nobody vouches for the address that was asked for.</summary>
internal static class ErrorPage
{
    internal static Task WriteAsync(HttpContext context, string reason, int status = StatusCodes.Status400BadRequest) => context.WritePageAsync(
        "That did not work",
        Html.Of(
            $"""
            <h1>That did not work</h1>
            <p class="alert" role="alert">{reason}</p>
            <p class="hint">Go back to the application and try again. If it happens again, tell its owner this number: <span class="code">{context.TraceIdentifier}</span></p>
            """),
        status);
}

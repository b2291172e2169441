namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Says that nobody is signed in here any more.</summary>
internal static class SignedOutPage
{
    internal static Task WriteAsync(HttpContext context) => context.WritePageAsync(
        "Signed out",
        Html.Of(
            $"""
            <h1>You are signed out</h1>
            <p class="lead">Applications that you opened may still know you. Sign out there too, or close the browser.</p>
            """));
}

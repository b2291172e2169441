namespace AgentGrid.Api.Identity.Connect;

/// <summary>Sends the browser on.</summary>
internal static class Redirects
{
    /// <summary>303: always by GET, so that what was posted to us (a password) is never posted elsewhere (RFC 9700 section 4.12).</summary>
    internal static Task SeeOtherAsync(this HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

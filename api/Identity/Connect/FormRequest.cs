using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>The first step of every endpoint of programs.</summary>
internal static class FormRequest
{
    /// <summary>The form, each parameter once (RFC 6749 section 3.2); or why not. The query is not looked at: secrets in it end in logs (section 2.3.1).</summary>
    internal static async Task<(ConnectParameters? Form, OAuthRefusal? Refusal)> ReadAsync(HttpContext context) =>
        await ConnectParameters.ReadFormAsync(context.Request, context.RequestAborted) is not { } form
            ? (null, new OAuthRefusal(OAuthError.InvalidRequest, $"Send application/x-www-form-urlencoded of at most {ConnectParameters.MostBytes / 1024} KiB."))
            : form.HasDuplicates ? (null, new OAuthRefusal(OAuthError.InvalidRequest, "Each parameter may be sent once."))
            : (form, null);
}

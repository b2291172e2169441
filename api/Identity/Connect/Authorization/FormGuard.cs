using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.SignIn;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>The first steps of every form of ours: it comes from a page of this host, can be read, and the request in its query is sound (still, or it was never).</summary>
internal sealed class FormGuard(OriginRules origins, AuthorizationValidation validation)
{
    /// <summary>The request and the form; null when it was answered.</summary>
    public async Task<(AuthorizationFlow Flow, ConnectParameters Form)?> ReadAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form) return null;
        return await validation.ValidateAsync(context, ConnectParameters.OfQuery(context.Request)) is { } flow ? (flow, form) : null;
    }

    /// <summary>The form alone; null when it was answered.</summary>
    public async Task<ConnectParameters?> ReadFormAsync(HttpContext context)
    {
        if (!origins.IsOwn(context.Request))
        {
            await ErrorPage.WriteAsync(context, "This form was sent from another site.", StatusCodes.Status403Forbidden);
            return null;
        }

        if (await ConnectParameters.ReadFormAsync(context.Request, context.RequestAborted) is { HasDuplicates: false } form) return form;
        await ErrorPage.WriteAsync(context, "The form cannot be read.");
        return null;
    }
}

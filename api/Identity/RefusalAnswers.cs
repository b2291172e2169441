using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AgentGrid.Api.Identity;

/// <summary>Answers what the policies refuse in the dialect of the door.</summary>
public sealed class RefusalAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        if (authorizeResult.Forbidden) return ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.Forbidden, "This needs a role that the caller does not have."));
        if (context.GetEndpoint()?.Metadata.GetMetadata<AcceptsApiTokenAttribute>() is not null)
        {
            return ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.Unauthenticated,
                "Send 'Authorization: Bearer <API token>' with a token (agt_… or usr_…) that is neither revoked nor expired. Administrators make an agent's at POST /api/v1/agents/{id}/tokens, users their own at POST /api/v1/user/tokens."));
        }

        return ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.Unauthenticated, context.Request.Headers.Authorization.Count == 0
            ? "Sign in at POST /api/v1/auth/login, or send 'Authorization: Bearer <token>'."
            : "The credential is not valid, or not any more: send one header 'Authorization: Bearer <token>' with a good token."));
    }
}

using AgentGrid.Api.Hosting;
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
        return ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.Unauthenticated, context.Request.Headers.Authorization.Count == 0
            ? "Send 'Authorization: Bearer <token>'. The bootstrap administrator's token was printed at the first start; GRID_ADMIN_TOKEN sets another."
            : "The credential is not valid: send one header 'Authorization: Bearer <token>' with a known token."));
    }
}

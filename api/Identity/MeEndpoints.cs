using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Identity;

/// <summary><c>GET /api/v1/auth/me</c>: who the caller is.</summary>
public static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/auth/me", Me).WithTags("Identity").RequireAuthorization().WithSummary("Tells who the caller is.");

    private static Ok<MeResponse> Me(HttpContext context)
    {
        var caller = context.Caller();
        return TypedResults.Ok(new MeResponse(caller.Subject, caller.Kind.ToString().ToLowerInvariant(), caller.Roles));
    }
}

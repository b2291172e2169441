using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Identity;

/// <summary><c>GET /api/v1/auth/me</c>: who the caller is.</summary>
public static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/auth/me", MeAsync).WithTags("Identity").RequireAuthorization().NeverCached().WithSummary("Tells who the caller is.");

    private static async Task<Ok<MeResponse>> MeAsync(HttpContext context, IUserStore users)
    {
        var (known, caller) = (context.Known(), context.Caller());
        var user = caller.Kind == CallerKind.User && UserId.TryParse(caller.Subject, out var id) ? await users.GetAsync(id.Value, context.RequestAborted) : null;
        return TypedResults.Ok(new MeResponse
        {
            Subject = caller.Subject,
            Kind = caller.Kind.ToString().ToLowerInvariant(),
            Roles = caller.Roles,
            Scopes = caller.Scopes,
            ExpiresAt = known.ExpiresAt,
            Id = user is null ? null : caller.Subject,
            Email = user?.Email,
            DisplayName = user?.DisplayName,
            Role = user?.Role,
            HasTotp = user is null ? null : user.TotpSecretEncrypted is not null,
            SessionId = Person.Of(known)?.SessionId.ToString("D"),
        });
    }
}

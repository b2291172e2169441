using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Rooms;

/// <summary>Puts rooms into the host: REST.</summary>
internal static class RoomRegistration
{
    internal static void AddRooms(this IServiceCollection services)
    {
        services.AddSingleton<RoomTelemetry>();
        services.AddAuthorizationBuilder()
            .AddPolicy(GridScopes.Rooms, policy => policy.RequireAuthenticatedUser().RequireClaim("scope", GridScopes.Rooms))
            .AddPolicy(RoomEndpoints.AdminPolicy, policy => policy.RequireRole(GridRoles.Admin).RequireClaim("scope", GridScopes.Rooms));
    }

    internal static void MapRoomDoors(this IEndpointRouteBuilder routes)
    {
        routes.MapRooms();
        routes.MapRoomMessages();
    }
}

using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Rooms.Audit;
using AgentGrid.Api.Rooms.Channels;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Api.Rooms.SocketIo;
using AgentGrid.Api.Rooms.WebSockets;
using AgentGrid.Contracts.Identity;
using Microsoft.Extensions.Options;
using UnlimitedAttribute = AgentGrid.Api.Limits.UnlimitedAttribute;

namespace AgentGrid.Api.Rooms;

/// <summary>Puts rooms into the host: REST, and both doors of their sockets.</summary>
internal static class RoomRegistration
{
    internal static void AddRooms(this IServiceCollection services)
    {
        services.AddSingleton<RoomTelemetry>();
        services.AddSingleton<RoomRelay>().AddHostedService(provider => provider.GetRequiredService<RoomRelay>());
        services.AddSingleton<RoomSessions>().AddHostedService(provider => provider.GetRequiredService<RoomSessions>());
        services.AddSingleton<RoomAudit>();
        services.AddSingleton<RoomAnchoring>().AddHostedService(provider => provider.GetRequiredService<RoomAnchoring>());
        services.AddSingleton<IChannelFeed, AgentsFeed>();
        services.AddSingleton<IChannelFeed, AuditFeed>();
        services.AddSingleton<ChannelHub>();
        services.AddSingleton<RoomEntry>();
        services.AddSingleton<RoomDoor>();
        services.AddSingleton<RoomNamespace>();
        services.AddSingleton(provider => new SocketIoServer(
            new SocketIoOptions
            {
                AllowedOrigins = EdgeSettings.Origins(provider.GetRequiredService<IOptions<GridOptions>>().Value.AllowedOrigins),
                Capture = context => context.Features.Get<KnownCaller>(),
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SocketIoServer>>()));
        services.AddAuthorizationBuilder()
            .AddPolicy(GridScopes.Rooms, policy => policy.RequireAuthenticatedUser().RequireClaim("scope", GridScopes.Rooms))
            .AddPolicy(RoomEndpoints.AdminPolicy, policy => policy.RequireRole(GridRoles.Admin).RequireClaim("scope", GridScopes.Rooms));
    }

    internal static void MapRoomDoors(this IEndpointRouteBuilder routes)
    {
        routes.MapRooms();
        routes.MapRoomMessages();
        routes.MapAsyncApi();
        routes.MapRoomSockets();
        var server = routes.ServiceProvider.GetRequiredService<SocketIoServer>();
        server.Register(RoomEvent.Namespace, routes.ServiceProvider.GetRequiredService<RoomNamespace>());
        // Who connects says who it is in the namespace's own first packet; who is in none is bounded by address.
        routes.MapSocketIo(server).AllowAnonymous().WithMetadata(new UnlimitedAttribute());
    }
}

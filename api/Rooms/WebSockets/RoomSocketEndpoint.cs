using AgentGrid.Api.Identity;
using AgentGrid.Api.Limits;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Api.Rooms.SocketIo;
using AgentGrid.Contracts;
using OriginRules = AgentGrid.Api.Identity.SignIn.OriginRules;

namespace AgentGrid.Api.Rooms.WebSockets;

/// <summary>
/// <c>/ws</c>: rooms over a plain WebSocket (RFC 6455). Who comes with a cookie, <c>Authorization</c> or <c>?token=</c> is known before the upgrade; who comes without says
/// who it is in the first frame.
/// </summary>
internal static class RoomSocketEndpoint
{
    private const string Protocol = "grid.v1";
    private const int MostUnknownPerAddress = 512;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(10);

    internal static void MapRoomSockets(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        var unknown = new PendingSessions(MostUnknownPerAddress);
        var services = routes.ServiceProvider;
        var (entry, origins, door, stopping) = (services.GetRequiredService<RoomEntry>(), services.GetRequiredService<OriginRules>(), services.GetRequiredService<RoomDoor>(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var time = services.GetRequiredService<TimeProvider>();
        pipeline.Run(context => HandleAsync(context, entry, origins, door, unknown, time, stopping));
        // Who is unknown is bounded by address, who is known by the limits of its socket.
        routes.Map("/ws", pipeline.Build()).AllowAnonymous().WithMetadata(new UnlimitedAttribute());
    }

    private static async Task HandleAsync(
        HttpContext context, RoomEntry entry, OriginRules origins, RoomDoor door, PendingSessions unknown, TimeProvider time, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest) throw new GridException(GridErrorCode.BadRequest, "This is the address of a WebSocket; connect with the ws or wss scheme.");
        if (!OriginRules.IsAbsent(context.Request) && !origins.IsOwn(context.Request)) throw new GridException(GridErrorCode.Forbidden, "This page may not connect here; ALLOWED_ORIGINS names those that may.");

        var known = await KnownAsync(context, entry);
        if (known is not null) RoomEntry.Demand(known);
        var cursors = RoomEntry.Cursors(context.Request.Query["cursors"]);
        var address = RequestLimits.Address(context);
        if (known is null && !unknown.TryAdd(address)) throw new GridException(GridErrorCode.RateLimited, "Too many sockets of this address have not said who they are.") { RetryAfterMs = 5000 };

        var isCounted = known is null;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol, StringComparer.Ordinal) ? Protocol : null,
                KeepAliveInterval = PingEvery,
                KeepAliveTimeout = PongWithin,
            });
            var connection = new RoomSocket(socket, door, entry, time);
            using var stop = stopping.Register(connection.Stop);
            await connection.RunAsync(known, cursors, () =>
            {
                if (isCounted) unknown.Release(address);
                isCounted = false;
            });
        }
        finally
        {
            if (isCounted) unknown.Release(address);
        }
    }

    // A credential that is presented and does not hold is refused, rather than asked for again in a frame.
    private static async Task<KnownCaller?> KnownAsync(HttpContext context, RoomEntry entry)
    {
        if (context.Features.Get<KnownCaller>() is { } known) return known;
        if (context.Request.Headers.Authorization.Count > 0) throw RoomEntry.Unauthenticated();
        var token = context.Request.Query["token"];
        return token.Count == 0 ? null : await entry.FindAsync(token.ToString(), context.RequestAborted) ?? throw RoomEntry.Unauthenticated();
    }
}

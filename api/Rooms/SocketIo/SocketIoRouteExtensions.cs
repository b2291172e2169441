namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Puts the server on a path.</summary>
internal static class SocketIoRouteExtensions
{
    /// <summary>Maps all requests of the protocol, and lets the clients go when the application stops.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="server">The server.</param>
    /// <param name="path">Clients' option <c>path</c>, without the slash at the end. Default <c>/socket.io</c>, as theirs.</param>
    internal static IEndpointConventionBuilder MapSocketIo(this IEndpointRouteBuilder routes, SocketIoServer server, string path = "/socket.io")
    {
        var pipeline = routes.CreateApplicationBuilder();
        // Heartbeats are the protocol's own.
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        pipeline.Run(server.HandleAsync);
        routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(server.Stop);
        return routes.Map(path, pipeline.Build());
    }
}

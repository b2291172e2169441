using AgentGrid.Domain.Rooms.SocketIo;
using Microsoft.Extensions.Primitives;

namespace AgentGrid.Api.Rooms.SocketIo;

internal sealed partial class SocketIoServer
{
    private const string Polling = "polling";
    private const string WebSocket = "websocket";

    /// <summary>Serves one request of the protocol. Needs the WebSocket middleware before it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var isWebSocket = context.WebSockets.IsWebSocketRequest;
        var query = context.Request.Query;
        // In the order of the reference server, so that a client sees the same answer when several things are wrong.
        if (One(query["transport"]) is not (Polling or WebSocket))
            await EngineError.UnknownTransport.WriteAsync(context);
        else if (!_origins.Admit(context))
            await EngineError.Forbidden.WriteAsync(context);
        else if (OriginRules.IsPreflight(context.Request))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else if (query["sid"] is { Count: > 0 } sid)
            await ContinueAsync(context, One(sid), isWebSocket);
        else
            await BeginAsync(context, isWebSocket);
    }

    private Task ContinueAsync(HttpContext context, string? sid, bool isWebSocket)
    {
        if (sid is null || !_sessions.TryGetValue(sid, out var session)) return EngineError.UnknownSession.WriteAsync(context);
        var asksForPolling = One(context.Request.Query["transport"]) == Polling;
        if (isWebSocket) return asksForPolling ? EngineError.BadRequest.WriteAsync(context) : session.UpgradeAsync(context);
        if (!asksForPolling || session.IsWebSocket) return EngineError.BadRequest.WriteAsync(context);
        if (HttpMethods.IsGet(context.Request.Method)) return session.PollAsync(context);
        return HttpMethods.IsPost(context.Request.Method) ? session.PostAsync(context) : EngineError.BadRequest.WriteAsync(context);
    }

    private Task BeginAsync(HttpContext context, bool isWebSocket)
    {
        // A WebSocket over HTTP/2 begins with CONNECT (RFC 8441).
        if (!HttpMethods.IsGet(context.Request.Method) && !isWebSocket) return EngineError.BadMethod.WriteAsync(context);
        if (isWebSocket != (One(context.Request.Query["transport"]) == WebSocket)) return EngineError.BadRequest.WriteAsync(context);
        if (One(context.Request.Query["EIO"]) != "4") return EngineError.UnsupportedVersion.WriteAsync(context);
        if (_isStopping || _sessions.Count >= Options.MaxSessions) return EngineError.Full.WriteAsync(context);

        var request = new SocketIoRequest(context, Options.Capture?.Invoke(context));
        if (!Pending.TryAdd(request.Address)) return EngineError.TooManyPending.WriteAsync(context);
        var session = new EngineSession(this, Options.SessionIdPrefix + NewId(), request);
        _sessions[session.Id] = session;
        session.Send(EngineIoFormat.Open(session.Id, upgradable: !isWebSocket, Options.PingInterval, Options.PingTimeout, Options.MaxPayload));
        // Whoever stops the server may have looked just before.
        if (_isStopping) session.Close(SocketIoReason.ServerDrop, deliver: true);
        return isWebSocket ? session.AcceptAsync(context) : session.PollAsync(context);
    }

    // A parameter given twice is as good as none: two readers could see two different requests.
    private static string? One(StringValues values) => values.Count == 1 ? values[0] : null;
}

using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Contracts;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Namespace <c>/agents</c>: rooms for socket.io clients. The token is in <c>auth.token</c> or <c>?token=</c>, or the session cookie or bearer of the first request.</summary>
internal sealed class RoomNamespace(RoomDoor door, RoomEntry entry) : ISocketIoNamespace
{
    public async ValueTask<SocketIoVerdict> OnConnectAsync(SocketIoHandshake handshake, CancellationToken closed)
    {
        try
        {
            var auth = handshake.Auth.IsEmpty ? new RoomArguments(JsonElement.Parse("{}")) : new RoomArguments(JsonElement.Parse(handshake.Auth.Span, RoomEntry.Json));
            var token = auth.Text("token") ?? handshake.Request.Query("token");
            var known = token is null ? handshake.Request.Captured as KnownCaller : await entry.FindAsync(token, closed);
            if (known is null) throw RoomEntry.Unauthenticated();
            RoomEntry.Demand(known);
            return SocketIoVerdict.Accept(new Arrival(known, auth.Cursors("cursors")));
        }
        catch (JsonException)
        {
            return Refuse(new GridException(GridErrorCode.BadRequest, "auth has members twice, or is nested too deeply."));
        }
        catch (Exception exception) when (Faults.ToRefusal(exception, isReading: true) is { Code: not GridErrorCode.Internal } refusal)
        {
            return IsPassing(refusal) ? SocketIoVerdict.Unknown : Refuse(refusal);
        }
    }

    public async ValueTask OnConnectedAsync(SocketIoSocket socket)
    {
        var arrival = (Arrival)socket.State!;
        var session = new RoomSession(door, arrival.Known, new Connection(socket));
        socket.State = session;
        try
        {
            await session.OpenAsync(arrival.Cursors);
        }
        catch (Exception exception) when (Faults.ToRefusal(exception, isReading: true) is var refusal && IsPassing(refusal))
        {
            socket.EmitShared(RoomEvents.Error(refusal).Packet);
            socket.Drop();
        }
    }

    public bool Admits(SocketIoSocket socket, SocketIoEvent received)
    {
        if (Session(socket).Admits(out var refusal)) return true;
        received.Ack(refusal);
        return false;
    }

    public async ValueTask OnEventAsync(SocketIoSocket socket, SocketIoEvent received)
    {
        var answer = await HandleAsync(Session(socket), received);
        received.Ack(answer.Payload);
        Session(socket).Begin(answer);
    }

    public void OnDrained(SocketIoSocket socket) => (socket.State as RoomSession)?.Drained();

    public void OnDisconnected(SocketIoSocket socket, SocketIoReason reason) => (socket.State as RoomSession)?.Closed();

    // With these the client is to come back, which it does when the connection closes and not when it is refused.
    private static bool IsPassing(GridException refusal) => refusal.Code is GridErrorCode.Unavailable or GridErrorCode.OutcomeUnknown;

    private static RoomSession Session(SocketIoSocket socket) => (RoomSession)socket.State!;

    private static async ValueTask<RoomAnswer> HandleAsync(RoomSession session, SocketIoEvent received)
    {
        if (received.Arguments.Json.Length > RoomDoor.MaxEventBytes)
            return new RoomAnswer(RoomAnswers.Refused(new GridException(GridErrorCode.TooLarge, $"An event has at most {RoomDoor.MaxEventBytes} bytes."), session.Remaining));
        try
        {
            var arguments = received.Arguments.TryGet(0, out var first) ? JsonElement.Parse(first.Span, RoomEntry.Json) : default;
            return await session.HandleAsync(received.Name, arguments);
        }
        catch (JsonException)
        {
            return new RoomAnswer(RoomAnswers.Refused(new GridException(GridErrorCode.BadRequest, "The argument has members twice, or is nested too deeply."), session.Remaining));
        }
    }

    private static SocketIoVerdict Refuse(GridException refusal) => SocketIoVerdict.Refuse(ErrorMap.Written(refusal.Code), RoomEvents.Json(json => RoomEvents.Write(json, refusal)));

    private sealed record Arrival(KnownCaller Known, IReadOnlyDictionary<Guid, RoomCursor> Cursors);

    private sealed class Connection(SocketIoSocket socket) : IRoomConnection
    {
        public bool TrySend(RoomEvent sent) => socket.EmitShared(sent.Packet);

        public void Close(RoomCloseReason reason)
        {
            socket.EmitShared(RoomEvents.Error(RoomCloseTexts.Of(reason)).Packet);
            // After a mere expiry the client comes back by itself and asks its program for a new token; after the protocol's own word it does not.
            if (reason == RoomCloseReason.TokenExpired) socket.Drop();
            else socket.Disconnect(close: true);
        }
    }
}

using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>The socket.io side of a session: which namespaces it is in, and what its packets mean.</summary>
internal sealed partial class SocketIoConnection(EngineSession session, SocketIoServer server, SocketIoRequest request)
{
    private readonly Lock _gate = new();
    private SocketIoSocket[] _sockets = [];
    private List<string>? _joining;
    private CancellationTokenSource? _closed;
    private SemaphoreSlim? _slots;
    private int _refusals;
    private bool _isPending = true;
    private bool _isClosed;

    internal EngineSession Session => session;

    /// <summary>Takes one packet; the memory is the caller's again afterwards.</summary>
    internal ValueTask ReceiveAsync(ReadOnlyMemory<byte> text)
    {
        var fault = SocketIoParser.Parse(text, out var packet);
        if (fault != SocketIoFault.None)
        {
            server.Log.Unreadable(session.Id, fault);
            session.Close(SocketIoReason.ParseError);
            return default;
        }

        var socket = Find(packet.Namespace.Span);
        switch (packet.Type)
        {
            case SocketIoPacketType.Connect when socket is null:
                Join(packet);
                return default;
            case SocketIoPacketType.Event when socket is not null:
                return HandleAsync(socket, packet);
            case SocketIoPacketType.Disconnect when socket is not null:
                Leave(socket, SocketIoReason.ClientDisconnect);
                return default;
            case SocketIoPacketType.Ack when socket is not null:
                // The server never asks for answers, so there is nothing to match this with; the reference server ignores it too.
                return default;
            default:
                // Binary packets too: no namespace asks for them.
                server.Log.OutOfPlace(session.Id, packet.Type);
                session.Close(SocketIoReason.ParseError);
                return default;
        }
    }

    internal void Disconnect(SocketIoSocket socket, bool close)
    {
        if (!socket.IsConnected) return;
        session.Send(SocketIoFormat.Disconnected(socket.Namespace));
        Leave(socket, SocketIoReason.ServerDisconnect);
        if (close) session.Close(SocketIoReason.ServerDisconnect, deliver: true);
    }

    internal void OnHeartbeat()
    {
        foreach (var socket in Volatile.Read(ref _sockets)) Guard(socket, static (socket, _) => socket.Handler.OnHeartbeat(socket), default);
    }

    internal void OnDrained()
    {
        foreach (var socket in Volatile.Read(ref _sockets)) Guard(socket, static (socket, _) => socket.Handler.OnDrained(socket), default);
    }

    internal void OnClosed(SocketIoReason reason)
    {
        CancellationTokenSource? closed;
        bool wasPending;
        lock (_gate)
        {
            _isClosed = true;
            closed = _closed;
            wasPending = _isPending;
            _isPending = false;
        }

        if (wasPending) server.Pending.Release(request.Address);
        closed?.Cancel();
        foreach (var socket in Volatile.Read(ref _sockets)) Leave(socket, reason);
    }

    private SocketIoSocket? Find(ReadOnlySpan<byte> space)
    {
        foreach (var socket in Volatile.Read(ref _sockets))
            if (socket.WireName.Span.SequenceEqual(space)) return socket;
        return null;
    }

    private async ValueTask HandleAsync(SocketIoSocket socket, SocketIoPacket packet)
    {
        var received = new SocketIoEvent(socket, packet);
        if (!socket.Ready.IsCompleted) await socket.Ready;
        if (!socket.IsConnected) return;
        try
        {
            if (!socket.Handler.Admits(socket, received)) return;
            _slots ??= new SemaphoreSlim(server.Options.MaxEventsInFlight);
            await _slots.WaitAsync();
            var handling = socket.Handler.OnEventAsync(socket, received);
            if (handling.IsCompletedSuccessfully) _slots.Release();
            else _ = FinishAsync(handling, _slots);
        }
        // A handler may fail in any way; it takes its own session with it and nothing else.
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async Task FinishAsync(ValueTask handling, SemaphoreSlim slots)
    {
        try
        {
            await handling;
        }
        // As above.
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            slots.Release();
        }
    }

    private void Leave(SocketIoSocket socket, SocketIoReason reason)
    {
        if (!socket.TryLeave()) return;
        var isAlone = false;
        lock (_gate)
        {
            _sockets = [.. _sockets.Where(other => other != socket)];
            if (!_isClosed && _sockets.Length == 0)
            {
                isAlone = _isPending = true;
                server.Pending.Add(request.Address);
            }
        }

        if (isAlone) session.SetPending(true);
        server.OnLeft();
        if (socket.Ready.IsCompleted) Part(socket, reason);
        else _ = PartLaterAsync(socket, reason);
    }

    private async Task PartLaterAsync(SocketIoSocket socket, SocketIoReason reason)
    {
        await socket.Ready;
        Part(socket, reason);
    }

    private void Part(SocketIoSocket socket, SocketIoReason reason) => Guard(socket, static (socket, reason) => socket.Handler.OnDisconnected(socket, reason), reason);

    private void Guard(SocketIoSocket socket, Action<SocketIoSocket, SocketIoReason> call, SocketIoReason reason)
    {
        try
        {
            call(socket, reason);
        }
        // As above.
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        server.Log.HandlerFailed(exception, session.Id);
        session.Close(SocketIoReason.HandlerFailed);
    }
}

using System.Text;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

internal sealed partial class SocketIoConnection
{
    private void Join(in SocketIoPacket packet)
    {
        var space = Encoding.UTF8.GetString(packet.Namespace.Span);
        if (server.Find(space) is not { } handler)
        {
            Refuse(space, "Invalid namespace", default);
            return;
        }

        CancellationToken closed;
        lock (_gate)
        {
            if (_isClosed) return;
            _joining ??= [];
            if (_joining.Contains(space))
            {
                closed = default;
            }
            else
            {
                _joining.Add(space);
                _closed ??= new CancellationTokenSource();
                closed = _closed.Token;
            }
        }

        if (!closed.CanBeCanceled)
        {
            session.Close(SocketIoReason.ParseError);
            return;
        }

        _ = JoinAsync(handler, space, packet.Namespace.ToArray(), new SocketIoHandshake(packet.Payload.ToArray(), request), closed);
    }

    private async Task JoinAsync(ISocketIoNamespace handler, string space, byte[] wireName, SocketIoHandshake handshake, CancellationToken closed)
    {
        SocketIoSocket? socket = null;
        try
        {
            var verdict = await handler.OnConnectAsync(handshake, closed);
            if (verdict == SocketIoVerdict.Unknown)
            {
                session.Close(SocketIoReason.ServerDrop, deliver: true);
                return;
            }

            if (!verdict.IsAccepted)
            {
                lock (_gate)
                    _joining!.Remove(space);
                Refuse(space, verdict.Message, verdict.Data);
                return;
            }

            socket = new SocketIoSocket(this, handler, wireName, space, server.NewId(), verdict.State);
            if (!TryAdd(socket)) return;
            session.Send(SocketIoFormat.Connected(space, socket.Id));
            await handler.OnConnectedAsync(socket);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        // A handler may fail in any way. The connection is closed instead of refused, because a client that is refused does not come back by itself.
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            socket?.SetReady();
        }
    }

    private bool TryAdd(SocketIoSocket socket)
    {
        bool wasPending;
        lock (_gate)
        {
            _joining!.Remove(socket.Namespace);
            if (_isClosed) return false;
            _sockets = [.. _sockets, socket];
            wasPending = _isPending;
            _isPending = false;
        }

        server.OnJoined();
        if (wasPending)
        {
            server.Pending.Release(request.Address);
            session.SetPending(false);
        }

        return true;
    }

    private void Refuse(string space, string message, ReadOnlyMemory<byte> data)
    {
        session.Send(SocketIoFormat.Refused(space, message, data.Span));
        if (Interlocked.Increment(ref _refusals) > server.Options.MaxRefusals) session.Close(SocketIoReason.Flood, deliver: true);
    }
}

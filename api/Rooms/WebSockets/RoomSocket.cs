using System.Buffers;
using System.Net.WebSockets;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Contracts;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.WebSockets;

/// <summary>One plain WebSocket. Whatever a client sends can end this socket, and nothing else.</summary>
internal sealed partial class RoomSocket(WebSocket socket, RoomDoor door, RoomEntry entry, TimeProvider time) : IRoomConnection
{
    private const int FirstBuffer = 2048;
    private const int MostInFlight = 32;
    private const int MostFragments = 1024;
    private static readonly TimeSpan AuthWithin = TimeSpan.FromSeconds(5);
    private RoomSession? _session;
    private int _inFlight;

    /// <summary>Serves the socket to its end.</summary>
    /// <param name="known">Who it is; null when it says so in its first frame.</param>
    /// <param name="cursors">How far it has read which rooms.</param>
    /// <param name="identified">Called when it is known who it is.</param>
    public async Task RunAsync(KnownCaller? known, IReadOnlyDictionary<Guid, RoomCursor> cursors, Action identified)
    {
        try
        {
            if (known is null)
            {
                if (await IdentifyAsync() is not { } first) return;
                (known, cursors) = first;
                identified();
            }

            _session = new RoomSession(door, known, this);
            await _session.OpenAsync(cursors);
            while (await ReadAsync(HandleAsync))
            {
                // The next one.
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // The client has gone, or did not answer a ping.
        }
        catch (Exception exception)
        {
            // The one broad catch of a socket: it was not opened, or broke on something unforeseen, and says so.
            var refusal = Faults.ToRefusal(exception, isReading: true);
            if (refusal.Code == GridErrorCode.Internal) door.LogFailed(exception, "socket");
            Close(RoomCloseCodes.TryAgainLater, RoomEvents.Error(refusal));
        }
        finally
        {
            // What the grid still wants to say, and the closing handshake.
            await EndAsync();
            _session?.Closed();
        }
    }

    private async Task<(KnownCaller, IReadOnlyDictionary<Guid, RoomCursor>)?> IdentifyAsync()
    {
        using var late = new CancellationTokenSource(AuthWithin, time);
        await using var watch = late.Token.Register(() => Close(RoomCloseCodes.Unauthenticated, RoomEvents.Error(new GridException(GridErrorCode.Unauthenticated,
            $"Say who you are within {AuthWithin.TotalSeconds:0} s: send {{\"type\":\"auth\",\"token\":\"…\"}} first."))));
        (KnownCaller, IReadOnlyDictionary<Guid, RoomCursor>)? identified = null;
        var isRead = await ReadAsync(async frame =>
        {
            try
            {
                var arguments = new RoomArguments(frame.Arguments);
                var known = frame.Type == "auth" && arguments.Text("token") is { } token ? await entry.FindAsync(token, late.Token) : null;
                if (known is null) throw RoomEntry.Unauthenticated();
                RoomEntry.Demand(known);
                identified = (known, arguments.Cursors("cursors"));
            }
            catch (GridException refusal)
            {
                Close(RoomCloseCodes.Of(refusal.Code), RoomEvents.Error(refusal));
            }
        });
        return isRead ? identified : null;
    }

    private async Task HandleAsync(RoomFrame frame)
    {
        if (!_session!.Admits(out var refusal))
        {
            Answer(frame.Answer(refusal));
            return;
        }

        // A program can have many events under way; each is begun in the order of arrival. With too many the next is not read before this one is done.
        var isLast = Interlocked.Increment(ref _inFlight) >= MostInFlight;
        var answering = AnswerAsync(frame);
        if (isLast) await answering;
    }

    private async Task AnswerAsync(RoomFrame frame)
    {
        try
        {
            var answer = await _session!.HandleAsync(frame.Type, frame.Arguments);
            Answer(frame.Answer(answer.Payload));
            _session.Begin(answer);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Reads one frame. False at the end of the socket.</summary>
    private async Task<bool> ReadAsync(Func<RoomFrame, Task> handle)
    {
        // Waits without a buffer, so that an idle socket has none.
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (part.MessageType == WebSocketMessageType.Close || IsClosing) return false;
        if (part.MessageType == WebSocketMessageType.Binary) return Refuse(WebSocketCloseStatus.InvalidMessageType, "Frames are text.");
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var length = 0;
            for (var parts = 0; !part.EndOfMessage; parts++)
            {
                if (length == buffer.Length) buffer = Grow(buffer, length);
                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close || IsClosing) return false;
                length += part.Count;
                if (length > RoomDoor.MaxEventBytes) return Refuse(WebSocketCloseStatus.MessageTooBig, $"A frame has at most {RoomDoor.MaxEventBytes} bytes.");
                if (parts == MostFragments) return Refuse(WebSocketCloseStatus.PolicyViolation, "Too many fragments.");
            }

            if (RoomFrame.Parse(buffer.AsSpan(0, length)) is not { } frame)
                return Refuse(WebSocketCloseStatus.InvalidPayloadData, "A frame is a JSON object with a text 'type' and, for an answer, a short 'id'.");
            await handle(frame);
            return !IsClosing;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private bool Refuse(WebSocketCloseStatus status, string why)
    {
        Close(status, RoomEvents.Error(new GridException(GridErrorCode.BadRequest, why)));
        return false;
    }

    private static bool IsBroken(Exception exception) => exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException;
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using AgentGrid.Api.Rooms.SocketIo;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>
/// What the protocol documents' test suites expect of a server (<c>auth</c> after connecting, <c>message</c> and <c>message-with-ack</c> come back), and events that make it
/// disconnect, drop, fail, wait or flood. Takes note of what it is told.
/// </summary>
internal sealed class EchoNamespace : ISocketIoNamespace
{
    /// <summary>Names of all events, in the order their handling began.</summary>
    public ConcurrentQueue<string> Events { get; } = new();

    public ConcurrentQueue<SocketIoSocket> Sockets { get; } = new();

    public ConcurrentQueue<SocketIoReason> Left { get; } = new();

    public int Heartbeats;

    public int Drained;

    public int Refused;

    public int InHandler;

    /// <summary>Event <c>wait</c> waits for it.</summary>
    public TaskCompletionSource Gate { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>While set, the greeting waits for it.</summary>
    public TaskCompletionSource? Greeting { get; set; }

    public SocketIoRequest? LastRequest { get; private set; }

    public async ValueTask<SocketIoVerdict> OnConnectAsync(SocketIoHandshake handshake, CancellationToken closed)
    {
        LastRequest = handshake.Request;
        var auth = handshake.Auth.IsEmpty ? "{}"u8.ToArray() : handshake.Auth.ToArray();
        var token = JsonElement.Parse(auth).TryGetProperty("token", out var value) ? value.ToString() : "";
        if (token == "bad") return SocketIoVerdict.Refuse("unauthorized", """{"code":"token_expired"}"""u8.ToArray());
        if (token == "fail") throw new InvalidOperationException("on purpose");
        if (token == "never") await Task.Delay(Timeout.Infinite, closed);
        return SocketIoVerdict.Accept(auth);
    }

    public async ValueTask OnConnectedAsync(SocketIoSocket socket)
    {
        Sockets.Enqueue(socket);
        if (Greeting is { } greeting) await greeting.Task;
        socket.Emit("auth", (byte[])socket.State!);
    }

    public bool Admits(SocketIoSocket socket, SocketIoEvent received)
    {
        if (received.Name != "unwanted") return true;
        Interlocked.Increment(ref Refused);
        received.Ack("""{"ok":false,"error":"rate_limited","retryAfterMs":100}"""u8);
        return false;
    }

    public async ValueTask OnEventAsync(SocketIoSocket socket, SocketIoEvent received)
    {
        Events.Enqueue(received.Name);
        var arguments = received.Arguments.Json;
        switch (received.Name)
        {
            case "message-with-ack":
                received.Ack(arguments.Span);
                break;
            case "leave":
                socket.Disconnect();
                break;
            case "close":
                socket.Emit("last", "1"u8);
                socket.Disconnect(close: true);
                break;
            case "drop":
                socket.Emit("last", "1"u8);
                socket.Drop();
                break;
            case "fail":
                throw new InvalidOperationException("on purpose");
            case "fail-later":
                await Task.Yield();
                throw new InvalidOperationException("on purpose");
            case "wait":
                Interlocked.Increment(ref InHandler);
                await Gate.Task;
                Interlocked.Decrement(ref InHandler);
                received.Ack(arguments.Span);
                break;
            case "flood":
                Flood(socket, int.Parse(Encoding.UTF8.GetString(arguments.Span), System.Globalization.CultureInfo.InvariantCulture));
                received.Ack("true"u8);
                break;
            default:
                socket.Emit(received.Name + "-back", arguments.Span);
                received.Ack(default);
                break;
        }
    }

    public void OnHeartbeat(SocketIoSocket socket) => Interlocked.Increment(ref Heartbeats);

    public void OnDrained(SocketIoSocket socket)
    {
        Interlocked.Increment(ref Drained);
        socket.Emit("gap", "true"u8);
    }

    public void OnDisconnected(SocketIoSocket socket, SocketIoReason reason) => Left.Enqueue(reason);

    /// <summary>Sends numbered events until all are taken or one is refused.</summary>
    /// <returns>How many were taken.</returns>
    public static int Flood(SocketIoSocket socket, int count, int padding = 0)
    {
        var pad = new string('x', padding);
        for (var i = 0; i < count; i++)
            if (!socket.Emit("n", Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i},\"{pad}\"")))) return i;
        return count;
    }
}

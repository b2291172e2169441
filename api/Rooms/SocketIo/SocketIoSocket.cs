using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>A client in a namespace. Thread-safe.</summary>
internal sealed class SocketIoSocket
{
    private readonly SocketIoConnection _connection;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hasLeft;

    internal SocketIoSocket(SocketIoConnection connection, ISocketIoNamespace handler, ReadOnlyMemory<byte> wireName, string space, string id, object? state)
    {
        _connection = connection;
        (Handler, WireName, Namespace, Id, State) = (handler, wireName, space, id, state);
    }

    /// <summary>Its id, known to the client; says nothing about the session.</summary>
    public string Id { get; }

    /// <summary>Its namespace, with the slash.</summary>
    public string Namespace { get; }

    /// <summary>Whatever the handler wants to keep with it.</summary>
    public object? State { get; set; }

    /// <summary>Whether it is still in its namespace.</summary>
    public bool IsConnected => Volatile.Read(ref _hasLeft) == 0;

    internal ISocketIoNamespace Handler { get; }

    internal ReadOnlyMemory<byte> WireName { get; }

    // Ends when the handler is done with the greeting.
    internal Task Ready => _ready.Task;

    /// <summary>Sends an event to this socket alone.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">UTF-8 JSON values separated by commas; empty: none.</param>
    /// <returns>Whether it was taken; false when the socket has left, or when the client takes too little and the queue is full (then all is refused until it is empty).</returns>
    public bool Emit(string name, ReadOnlySpan<byte> arguments) => EmitShared(SocketIoFormat.Event(Namespace, name, arguments));

    /// <summary>Sends an event that was encoded once for many sockets of this namespace (<see cref="SocketIoFormat.Event"/>).</summary>
    /// <inheritdoc cref="Emit" path="/returns"/>
    public bool EmitShared(EngineIoFrame frame) => IsConnected && _connection.Session.TrySend(frame);

    /// <summary>Makes the client leave the namespace; it does not come back by itself.</summary>
    /// <param name="close">Whether the connection is closed too, after what was sent before.</param>
    public void Disconnect(bool close = false) => _connection.Disconnect(this, close);

    /// <summary>Closes the connection after what was sent before, without a word: the client comes back by itself. For emptying a process.</summary>
    public void Drop() => _connection.Session.Close(SocketIoReason.ServerDrop, deliver: true);

    internal void Answer(long id, ReadOnlySpan<byte> arguments)
    {
        if (IsConnected) _connection.Session.Send(SocketIoFormat.Ack(Namespace, id, arguments));
    }

    internal void SetReady() => _ready.TrySetResult();

    internal bool TryLeave() => Interlocked.Exchange(ref _hasLeft, 1) == 0;
}

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>
/// What stands behind a namespace. Called from many threads, but for one socket in this order: <see cref="OnConnectAsync"/>, <see cref="OnConnectedAsync"/>, any number of
/// <see cref="OnEventAsync"/> each begun in the order of arrival (not waited for, so that a client can have many in flight), <see cref="OnDisconnected"/> once. Whatever a
/// handler throws ends that session and no other. Handlers must end by themselves: a session that has too many events in flight is not read any further.
/// </summary>
internal interface ISocketIoNamespace
{
    /// <summary>Decides who may join. There is no socket yet and nothing is undone when the client goes away meanwhile: what needs undoing belongs into <see cref="OnConnectedAsync"/>.</summary>
    /// <param name="handshake">Who asks.</param>
    /// <param name="closed">Cancelled when the session ends.</param>
    ValueTask<SocketIoVerdict> OnConnectAsync(SocketIoHandshake handshake, CancellationToken closed);

    /// <summary>The client has joined, and what is emitted now arrives after that news. Its events wait until this is done.</summary>
    ValueTask OnConnectedAsync(SocketIoSocket socket);

    /// <summary>Says at once whether an event may be handled; the place for a rate limit. One that says no answers the event itself, or closes.</summary>
    bool Admits(SocketIoSocket socket, SocketIoEvent received) => true;

    /// <summary>An event of the client.</summary>
    ValueTask OnEventAsync(SocketIoSocket socket, SocketIoEvent received);

    /// <summary>The client answered a heartbeat, so it is alive now.</summary>
    void OnHeartbeat(SocketIoSocket socket)
    {
    }

    /// <summary>
    /// A slow client has taken everything that waited for it, after an <see cref="SocketIoSocket.Emit"/> was refused: the moment to tell it what it has missed.
    /// To pair the two, emit and take note of a refusal under one lock, and take the same lock here (it may be entered again on the emitting thread).
    /// </summary>
    void OnDrained(SocketIoSocket socket)
    {
    }

    /// <summary>The socket has left; after <see cref="OnConnectedAsync"/> has ended, though events may still be in flight.</summary>
    void OnDisconnected(SocketIoSocket socket, SocketIoReason reason);
}

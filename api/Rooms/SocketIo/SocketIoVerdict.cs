namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Whether a client may join a namespace.</summary>
internal sealed class SocketIoVerdict
{
    private SocketIoVerdict(bool isAccepted, object? state, string message, ReadOnlyMemory<byte> data) => (IsAccepted, State, Message, Data) = (isAccepted, state, message, data);

    /// <summary>Whether it may.</summary>
    public bool IsAccepted { get; }

    /// <summary>It cannot be known now: the connection is closed, and the client comes back by itself, as it would not after a refusal.</summary>
    public static SocketIoVerdict Unknown { get; } = new(false, null, "", default);

    /// <summary>For <see cref="SocketIoSocket.State"/>.</summary>
    public object? State { get; }

    /// <summary>What <c>err.message</c> says at the client.</summary>
    public string Message { get; }

    /// <summary>UTF-8 JSON of <c>err.data</c>; empty: none.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>It may; the socket will carry the state.</summary>
    public static SocketIoVerdict Accept(object? state = null) => new(true, state, "", default);

    /// <summary>It may not. The client raises <c>connect_error</c> and does not try again by itself.</summary>
    public static SocketIoVerdict Refuse(string message, ReadOnlyMemory<byte> data = default) => new(false, null, message, data);
}

namespace AgentGrid.Bench.Rooms;

/// <summary>Hears what sockets receive. Spans are valid only during the call.</summary>
internal interface IRoomClientSink
{
    /// <summary>The socket is in its rooms.</summary>
    void Connected(RoomClient client);

    /// <summary>A message came.</summary>
    /// <param name="client">To whom.</param>
    /// <param name="frame">The whole frame.</param>
    /// <param name="now">When it was received (clock nanoseconds).</param>
    void Message(RoomClient client, ReadOnlySpan<byte> frame, long now);

    /// <summary>A message of this socket was accepted.</summary>
    void Acked(long number, long now);

    /// <summary>Something went wrong.</summary>
    /// <param name="reason">A short text, the same for the same fault.</param>
    void Failed(string reason);
}

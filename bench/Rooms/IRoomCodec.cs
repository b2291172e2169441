namespace AgentGrid.Bench.Rooms;

/// <summary>As much of a protocol as a load generator needs, over the text frames of a WebSocket. No JSON parser: frames are looked at where they differ.</summary>
internal interface IRoomCodec
{
    /// <summary>Request target of the upgrade.</summary>
    string Path { get; }

    /// <summary>Whether the token goes into the upgrade as <c>Authorization</c>.</summary>
    bool SendsTokenFirst { get; }

    /// <param name="frame">A text frame.</param>
    /// <param name="number">Of an ack: the number it answers.</param>
    RoomFrameKind Read(ReadOnlySpan<byte> frame, out long number);

    /// <summary>The answer to <see cref="RoomFrameKind.Greeting"/>.</summary>
    byte[] Hello(string token);

    /// <summary>The answer to <see cref="RoomFrameKind.Ping"/>.</summary>
    byte[] Pong { get; }

    /// <summary>Writes the sending of a message, answered with <paramref name="number"/>. The client message id is <paramref name="run"/>, a hyphen and the number.</summary>
    int WriteMessage(Span<byte> frame, long number, string roomId, string run, string body);
}

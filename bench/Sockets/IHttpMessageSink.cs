namespace AgentGrid.Bench.Sockets;

/// <summary>Takes the parts of one HTTP/1.1 message as they arrive. Spans are valid only during the call.</summary>
internal interface IHttpMessageSink
{
    /// <summary>First line (request line or status line, without CRLF).</summary>
    void Head(ReadOnlySpan<byte> startLine);

    /// <summary>A part of the body, transfer coding removed.</summary>
    void Body(ReadOnlySpan<byte> part);

    /// <summary>The message is complete.</summary>
    /// <param name="keepAlive">False when the sender announced that it closes the connection.</param>
    void End(bool keepAlive);
}

namespace AgentGrid.Bench.Load;

/// <summary>Decides whether one answer is what the upstream sent. Reused for every answer of a connection.</summary>
internal interface IAnswerCheck
{
    void Begin();

    /// <param name="part">A part of the body.</param>
    /// <param name="now">When it was received (clock nanoseconds).</param>
    void Body(ReadOnlySpan<byte> part, long now);

    /// <summary>The reason why the complete answer is wrong, or null.</summary>
    string? Fault();

    /// <summary>When the first content chunk came; 0 = none came, or the answer is not streamed.</summary>
    long FirstChunkAt { get; }
}

namespace AgentGrid.Contracts.Limits;

/// <summary>Answer of a limiter: the permits given and its state, for the headers.</summary>
[GenerateSerializer, Immutable, Alias("grid.limits.grant")]
public sealed class LimitGrant
{
    /// <summary>Permits given; 0 when refused.</summary>
    [Id(0)]
    public required int Permits { get; init; }

    /// <summary>How long they may be spent, in milliseconds counted from when they were asked for; 0 for the asking request only.</summary>
    [Id(1)]
    public required long ValidForMs { get; init; }

    /// <summary>Permits per window.</summary>
    [Id(2)]
    public required int Limit { get; init; }

    /// <summary>Length of the window in milliseconds.</summary>
    [Id(3)]
    public required long WindowMs { get; init; }

    /// <summary>Permits that could still be had.</summary>
    [Id(4)]
    public required int Remaining { get; init; }

    /// <summary>Until all permits are back, in milliseconds.</summary>
    [Id(5)]
    public required long ResetMs { get; init; }

    /// <summary>When refused: until the next try may succeed, in milliseconds.</summary>
    [Id(6)]
    public required long RetryAfterMs { get; init; }
}

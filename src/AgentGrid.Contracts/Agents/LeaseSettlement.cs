namespace AgentGrid.Contracts.Agents;

/// <summary>The end of one lease.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.settlement")]
public sealed class LeaseSettlement
{
    [Id(0)]
    public required long LeaseId { get; init; }

    [Id(1)]
    public required LeaseResult Result { get; init; }

    /// <summary>From the start of the attempt to its end, in milliseconds.</summary>
    [Id(2)]
    public double LatencyMs { get; init; }

    /// <summary>Tokens as the agent reported them; null when it did not. Never guessed.</summary>
    [Id(3)]
    public long? InputTokens { get; init; }

    /// <inheritdoc cref="InputTokens"/>
    [Id(4)]
    public long? OutputTokens { get; init; }

    /// <summary>The agent asked to be left alone for this long, in milliseconds.</summary>
    [Id(5)]
    public long? CoolDownMs { get; init; }
}

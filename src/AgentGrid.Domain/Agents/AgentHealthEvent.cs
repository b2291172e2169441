namespace AgentGrid.Domain.Agents;

/// <summary>One change of an agent's status.</summary>
public sealed record AgentHealthEvent
{
    /// <summary>Grows with time; the cursor of the history.</summary>
    public required long Id { get; init; }

    /// <summary>Whose status.</summary>
    public required Guid AgentId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The status from then on.</summary>
    public required string Status { get; init; }

    /// <summary>Why, at most 1000 characters; null when there is nothing to say.</summary>
    public string? Detail { get; init; }
}

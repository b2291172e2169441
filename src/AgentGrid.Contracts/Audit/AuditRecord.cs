namespace AgentGrid.Contracts.Audit;

/// <summary>Something that happened, on its way to its chain. Never holds secrets, tokens, prompts or message bodies.</summary>
[GenerateSerializer, Immutable, Alias("grid.audit.record")]
public sealed class AuditRecord
{
    /// <summary>When.</summary>
    [Id(0)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Id of who did it; <c>anonymous</c> for nobody known.</summary>
    [Id(1)]
    public required string ActorId { get; init; }

    /// <summary><c>anonymous</c>, <c>user</c>, <c>agent</c>, <c>container</c>, <c>client</c> or <c>system</c>.</summary>
    [Id(2)]
    public required string ActorKind { get; init; }

    /// <summary>What people call the actor; null when not known.</summary>
    [Id(3)]
    public string? ActorName { get; init; }

    /// <summary>One of the closed list of actions.</summary>
    [Id(4)]
    public required string Action { get; init; }

    /// <summary>Kind of the thing it was done to; null together with <see cref="TargetId"/>.</summary>
    [Id(5)]
    public string? TargetType { get; init; }

    /// <summary>Id of the thing it was done to; null when there is no one thing.</summary>
    [Id(6)]
    public string? TargetId { get; init; }

    /// <summary>What people call the thing; null when not known.</summary>
    [Id(7)]
    public string? TargetName { get; init; }

    /// <summary>How it ended.</summary>
    [Id(8)]
    public AuditRecordResult Result { get; init; }

    /// <summary>Address that it was asked from; null for the grid's own timers.</summary>
    [Id(9)]
    public string? Address { get; init; }

    /// <summary>The <c>x-request-id</c> of the request.</summary>
    [Id(10)]
    public string? RequestId { get; init; }

    /// <summary>Further facts: a JSON object of strings, whole numbers, booleans and arrays or objects of these. Null for none.</summary>
    [Id(11)]
    public string? Details { get; init; }
}

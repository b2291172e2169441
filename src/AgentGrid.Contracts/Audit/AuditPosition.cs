namespace AgentGrid.Contracts.Audit;

/// <summary>A place in a chain.</summary>
[GenerateSerializer, Immutable, Alias("grid.audit.position")]
public readonly record struct AuditPosition
{
    /// <summary>The epoch, from 1.</summary>
    [Id(0)]
    public long Epoch { get; init; }

    /// <summary>The index, from 1.</summary>
    [Id(1)]
    public long Index { get; init; }
}

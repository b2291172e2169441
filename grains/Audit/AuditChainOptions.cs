using System.ComponentModel.DataAnnotations;

namespace AgentGrid.Grains.Audit;

/// <summary>Bounds of a chain's writer.</summary>
public sealed class AuditChainOptions
{
    /// <summary>Most records that wait for a chain in memory; what would be more is refused. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 20_000;

    /// <summary>About how many records are written at once; the records of one call stay together. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>Most events that are moved from the outbox at once. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int MaxMove { get; set; } = 1_000;

    /// <summary>How often a batch is tried before its callers are told. Default 5.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;
}

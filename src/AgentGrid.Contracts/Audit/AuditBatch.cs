using System.Collections.Immutable;

namespace AgentGrid.Contracts.Audit;

/// <summary>Records that go to one chain together, in this order, all or none.</summary>
[GenerateSerializer, Immutable, Alias("grid.audit.batch")]
public sealed class AuditBatch
{
    /// <summary>Most records of a batch.</summary>
    public const int MaxRecords = 1_000;

    /// <summary>1 to <see cref="MaxRecords"/> records.</summary>
    [Id(0)]
    public required ImmutableArray<AuditRecord> Records { get; init; }
}

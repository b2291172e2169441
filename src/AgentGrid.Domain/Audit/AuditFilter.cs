namespace AgentGrid.Domain.Audit;

/// <summary>Which entries to list. What is null does not matter.</summary>
public sealed record AuditFilter
{
    /// <summary>All entries.</summary>
    public static readonly AuditFilter None = new();

    /// <summary>Names of chains; null for all.</summary>
    public IReadOnlyCollection<string>? Chains { get; init; }

    /// <summary>Earliest time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Id of the actor.</summary>
    public string? Actor { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public string? Action { get; init; }

    /// <summary>Id of the target.</summary>
    public string? Target { get; init; }

    /// <summary>The result.</summary>
    public AuditResult? Result { get; init; }
}

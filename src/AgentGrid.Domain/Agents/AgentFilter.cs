namespace AgentGrid.Domain.Agents;

/// <summary>Which agents a list shows; null means any.</summary>
public sealed record AgentFilter
{
    /// <summary>Only of this pool.</summary>
    public string? Pool { get; init; }

    /// <summary>Only of this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only with this status.</summary>
    public string? Status { get; init; }

    /// <summary>Only where the name or display name contains this text, upper and lower case alike.</summary>
    public string? Query { get; init; }
}

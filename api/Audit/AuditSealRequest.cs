namespace AgentGrid.Api.Audit;

/// <summary>What to seal.</summary>
public sealed record AuditSealRequest
{
    /// <summary>Everything up to the last checkpoint that was signed until then is sealed. Not in the future.</summary>
    public DateTimeOffset? Before { get; init; }
}

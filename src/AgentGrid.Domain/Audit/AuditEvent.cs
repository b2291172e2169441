namespace AgentGrid.Domain.Audit;

/// <summary>What a feature says happened; the chain makes an entry of it. Never holds secrets, tokens, prompts or message bodies.</summary>
public sealed record AuditEvent
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>To what; null when there is no one thing.</summary>
    public AuditTarget? Target { get; init; }

    /// <summary>With which result.</summary>
    public AuditResult Result { get; init; } = AuditResult.Ok;

    /// <summary>Address that it was asked from; null for the grid's own timers.</summary>
    public string? Address { get; init; }

    /// <summary>The <c>x-request-id</c> of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Further facts: a JSON object of strings, whole numbers, booleans and arrays of these, see <see cref="AuditDetails"/>. Null for none.</summary>
    public string? Details { get; init; }
}

namespace AgentGrid.Domain.Limits;

/// <summary>A limit of its own for one user, token or address. Limits can be widened, never switched off.</summary>
public sealed record LimitOverride
{
    /// <summary>Name of the limit, 1–100 characters, e.g. <c>dispatch</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>What <see cref="Subject"/> is: <c>subject</c> (a caller's id), <c>token</c> or <c>address</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Who it is for, 1–200 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>Requests per window, at least 1.</summary>
    public required int Permits { get; init; }

    /// <summary>Length of the window in seconds, 1–86400.</summary>
    public required int WindowSeconds { get; init; }

    /// <summary>When it was first set.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who set it.</summary>
    public required string CreatedBy { get; init; }
}

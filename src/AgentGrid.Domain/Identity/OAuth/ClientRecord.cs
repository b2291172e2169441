using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>A client as stored.</summary>
public sealed record ClientRecord
{
    /// <summary>What the administrator decided.</summary>
    public required ClientDefinition Definition { get; init; }

    /// <summary>Hash of its secret; null exactly for a public client.</summary>
    public HandleHash? SecretHash { get; init; }

    /// <summary>Counts the changes, from 1: the fence of every update.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Operation that created it, 1–200 characters.</summary>
    public string? OperationId { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether this is the client's secret. Takes the same time whichever byte differs.</summary>
    public bool HasSecret(string? presented) => SecretHash is { } hash && OpaqueHandle.TryRead(presented, out var handle) && handle.Hash == hash;
}

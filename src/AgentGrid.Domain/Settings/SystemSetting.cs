namespace AgentGrid.Domain.Settings;

/// <summary>One setting of the whole installation.</summary>
public sealed record SystemSetting
{
    /// <summary>Name, <c>^[a-z0-9][a-z0-9._-]{0,126}$</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The value; encrypted (<c>enc:…</c>) exactly when <see cref="IsSecret"/>.</summary>
    public required string Value { get; init; }

    /// <summary>True: stored encrypted, never shown.</summary>
    public required bool IsSecret { get; init; }

    /// <summary>When it was last set.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

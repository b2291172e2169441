namespace AgentGrid.Api.Limits;

/// <summary>The limit to set.</summary>
public sealed class LimitOverrideRequest
{
    /// <summary>Permits per window, 1–100000000. Required.</summary>
    public int? Permits { get; init; }

    /// <summary>Length of the window, 1–3600 s; default the policy's own.</summary>
    public int? WindowSeconds { get; init; }
}

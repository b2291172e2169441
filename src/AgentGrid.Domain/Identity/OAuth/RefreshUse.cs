namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What a use of a refresh token does.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Next">The family to store.</param>
public sealed record RefreshUse(RefreshOutcome Outcome, RefreshFamily Next);

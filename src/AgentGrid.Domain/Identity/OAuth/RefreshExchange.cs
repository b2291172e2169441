namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What the use of a refresh token came to.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Family">What was authorized; only when rotated.</param>
/// <param name="Holder">By whom; only when rotated.</param>
public sealed record RefreshExchange(RefreshOutcome Outcome, RefreshFamily? Family, GrantHolder? Holder);

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>The end of an insertion.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Token">The stored token; null unless inserted or replayed.</param>
public sealed record ApiTokenInsertResult(ApiTokenInsertOutcome Outcome, ApiTokenRecord? Token = null);

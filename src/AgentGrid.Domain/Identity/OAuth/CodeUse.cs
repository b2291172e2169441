namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What a use of a code does.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Next">The code to store.</param>
public sealed record CodeUse(CodeOutcome Outcome, AuthorizationCode Next);

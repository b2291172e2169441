namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What the use of a code came to.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Code">What was authorized; only when granted.</param>
/// <param name="Holder">By whom; only when granted.</param>
public sealed record CodeExchange(CodeOutcome Outcome, AuthorizationCode? Code, GrantHolder? Holder);

namespace AgentGrid.Domain.Identity.People;

/// <summary>The end of an insertion.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="User">The stored user; null when the address was taken.</param>
public sealed record UserInsertResult(UserInsertOutcome Outcome, UserRecord? User);

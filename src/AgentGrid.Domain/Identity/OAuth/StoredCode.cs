namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>A code with what it depends on.</summary>
/// <param name="Code">The code.</param>
/// <param name="IsGrantLive">Whether its grant was not revoked.</param>
/// <param name="Holder">Who authorized it.</param>
public sealed record StoredCode(AuthorizationCode Code, bool IsGrantLive, GrantHolder Holder);

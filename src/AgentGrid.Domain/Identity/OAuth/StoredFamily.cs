namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>A refresh family with what it depends on. It is revoked with its grant.</summary>
/// <param name="Family">The family.</param>
/// <param name="Holder">Who authorized it.</param>
public sealed record StoredFamily(RefreshFamily Family, GrantHolder Holder);

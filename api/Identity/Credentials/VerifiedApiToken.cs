using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>An API token that is good.</summary>
/// <param name="Live">Who stands behind it.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="ExpiresAt">Its end; null = none.</param>
public sealed record VerifiedApiToken(LiveCredential Live, ScopeSet Scopes, DateTimeOffset? ExpiresAt);

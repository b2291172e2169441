namespace AgentGrid.Api.Identity.Credentials;

/// <summary>A signed token.</summary>
/// <param name="Text">The compact form.</param>
/// <param name="ExpiresAt">Not good from here on.</param>
public sealed record IssuedToken(string Text, DateTimeOffset ExpiresAt);

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>An error answer.</summary>
/// <param name="Error">The code.</param>
/// <param name="Description">For the client's developer: our own fixed words, never a value from the request. ASCII without quotes and backslashes (RFC 6749 section 5.2).</param>
public sealed record OAuthRefusal(OAuthError Error, string Description);

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A change of password.</summary>
/// <param name="Current">The present one.</param>
/// <param name="New">The next one: 12 to 256 characters, not one that is guessed first.</param>
public sealed record PasswordRequest(string? Current, string? New);

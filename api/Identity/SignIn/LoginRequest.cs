namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A sign-in.</summary>
/// <param name="Email">The account's e-mail address, in upper or lower case.</param>
/// <param name="Password">As entered.</param>
public sealed record LoginRequest(string? Email, string? Password);

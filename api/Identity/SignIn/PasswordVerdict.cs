namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Whether a password was right.</summary>
/// <param name="IsRight">Whether it was.</param>
/// <param name="Rehashed">The same password hashed with today's parameters; null when it was wrong, or is hashed with them already.</param>
internal readonly record struct PasswordVerdict(bool IsRight, string? Rehashed);

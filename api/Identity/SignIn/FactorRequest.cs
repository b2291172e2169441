namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Both factors once more, before the second one is changed.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="Code">Six digits of the authenticator, or a backup code.</param>
public sealed record FactorRequest(string? Password, string? Code);

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>The second factor of a sign-in.</summary>
/// <param name="Challenge">From the answer to the password.</param>
/// <param name="Code">Six digits of the authenticator, or a backup code.</param>
public sealed record TotpVerifyRequest(string? Challenge, string? Code);

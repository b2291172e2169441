namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Shows that the authenticator has the new secret.</summary>
/// <param name="Code">Its six digits.</param>
public sealed record TotpConfirmRequest(string? Code);

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Codes that sign in without the authenticator, each once. Shown this once.</summary>
/// <param name="BackupCodes">Ten codes.</param>
public sealed record BackupCodesResponse(IReadOnlyList<string> BackupCodes);

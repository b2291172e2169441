namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Sessions that were ended.</summary>
/// <param name="Ended">How many.</param>
public sealed record SessionsEndedResponse(int Ended);

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A browser that somebody signed in from.</summary>
/// <param name="Id">Random.</param>
/// <param name="Email">Address of the account that was last signed in to.</param>
internal sealed record SignInDevice(string Id, string Email);

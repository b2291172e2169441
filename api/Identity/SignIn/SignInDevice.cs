namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A browser that somebody signed in from.</summary>
/// <param name="Id">Random.</param>
/// <param name="UserId">The account that was last signed in to.</param>
/// <param name="Email">Its address.</param>
internal sealed record SignInDevice(string Id, Guid UserId, string Email);

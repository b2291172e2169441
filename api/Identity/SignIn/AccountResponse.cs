using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A person, as they see themselves.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Role"><c>admin</c>, <c>operator</c> or <c>user</c>.</param>
/// <param name="HasTotp">Whether a second factor is set up.</param>
public sealed record AccountResponse(string Id, string Email, string DisplayName, string Role, bool HasTotp)
{
    internal static AccountResponse Of(UserSnapshot user) => new(user.Id.ToString(), user.Email, user.DisplayName, user.Role, user.HasTotp);
}

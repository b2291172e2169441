using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.People;

namespace AgentGrid.Api.Identity.People;

/// <summary>A user, as administrators see them.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Role"><c>admin</c>, <c>operator</c> or <c>user</c>.</param>
/// <param name="Disabled">Whether the user may not sign in.</param>
/// <param name="HasTotp">Whether a second factor is set up.</param>
/// <param name="LastSignInAt">When the user last signed in; null = never.</param>
/// <param name="Version">Counts changes; the value of the <c>ETag</c>.</param>
/// <param name="CreatedAt">When the user was created.</param>
/// <param name="UpdatedAt">When the user was last changed.</param>
public sealed record UserResponse(
    string Id, string Email, string DisplayName, string Role, bool Disabled, bool HasTotp, DateTimeOffset? LastSignInAt, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static UserResponse Of(UserRecord user) => new(
        user.Id.ToString("D"), user.Email, user.DisplayName, user.Role, user.DisabledAt is not null, user.TotpSecretEncrypted is not null, user.LastSignInAt, user.Version, user.CreatedAt,
        user.UpdatedAt);

    internal static UserResponse Of(UserSnapshot user) => new(
        user.Id.ToString(), user.Email, user.DisplayName, user.Role, user.IsDisabled, user.HasTotp, user.LastSignInAt, user.Version, user.CreatedAt, user.UpdatedAt);
}

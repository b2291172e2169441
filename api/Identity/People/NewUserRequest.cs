namespace AgentGrid.Api.Identity.People;

/// <summary>A user to be created.</summary>
/// <param name="Email">E-mail address; stored in lower case, unique.</param>
/// <param name="DisplayName">Shown to people; default the address.</param>
/// <param name="Role"><c>admin</c>, <c>operator</c> or <c>user</c>.</param>
/// <param name="Password">12 to 256 characters, not one that is guessed first.</param>
public sealed record NewUserRequest(string? Email, string? DisplayName, string? Role, string? Password)
{
    /// <summary>Names the user and nothing else: the record's own text would carry the password into logs.</summary>
    public override string ToString() => nameof(NewUserRequest);
}

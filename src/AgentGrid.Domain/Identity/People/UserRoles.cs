namespace AgentGrid.Domain.Identity.People;

/// <summary>What a person may be. On the wire and in the database as written here.</summary>
public static class UserRoles
{
    public const string Admin = "admin";
    public const string Operator = "operator";
    public const string User = "user";

    /// <summary>Whether it is one of them; exact.</summary>
    public static bool IsKnown(string? role) => role is Admin or Operator or User;
}

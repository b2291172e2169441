namespace AgentGrid.Contracts.Identity;

/// <summary>The roles of api.md.</summary>
public static class GridRoles
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>Containers, agents, audit read, engine view.</summary>
    public const string Operator = "operator";

    /// <summary>Own things only.</summary>
    public const string User = "user";

    /// <summary>A registered agent.</summary>
    public const string Agent = "agent";
}

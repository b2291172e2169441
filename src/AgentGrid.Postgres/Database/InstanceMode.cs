namespace AgentGrid.Postgres.Database;

/// <summary>How a process uses the database.</summary>
public enum InstanceMode
{
    /// <summary>The embedded engine: alone on its database.</summary>
    Embedded,

    /// <summary>A process of a cluster: together with the others, but never with an embedded engine.</summary>
    Cluster,
}

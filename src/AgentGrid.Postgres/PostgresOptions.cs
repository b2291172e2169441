using System.ComponentModel.DataAnnotations;

namespace AgentGrid.Postgres;

/// <summary>Where the database is and how it is used. One instance per process.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// Setting <c>DATABASE_URL</c>: a <c>postgres://</c> or <c>postgresql://</c> URI, or a keyword string (<c>Host=…;Username=…</c>).
    /// Null or empty (default): a private server is started from the binaries found on this machine.
    /// </summary>
    public string? DatabaseUrl { get; set; }

    /// <summary>Setting <c>GRID_HOME</c>: the folder of the private server. Default <c>./.grid</c>. Only one process may use it at a time.</summary>
    [Required]
    public string Home { get; set; } = "./.grid";

    /// <summary>Setting <c>GRID_POSTGRES_BIN</c>: the folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>. Null (default): looked for in the usual places.</summary>
    public string? BinaryDirectory { get; set; }

    /// <summary>Most connections of the application's pool. Default 32.</summary>
    [Range(2, 1000)]
    public int MaxPoolSize { get; set; } = 32;

    /// <summary>Connections the pool keeps open. Default 2.</summary>
    [Range(0, 1000)]
    public int MinPoolSize { get; set; } = 2;

    /// <summary>Longest wait for a connection, whole seconds. Default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest run of one application command, whole seconds. Default 10 s. Migrations are not limited by it.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for another process that is applying migrations to the same database. Default 2 minutes.</summary>
    public TimeSpan MigrationLockTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest wait for the private server to accept connections, crash recovery included. Default 2 minutes.</summary>
    public TimeSpan ServerStartTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest wait for the private server's orderly stop, after which it is told to stop at once (it recovers at the next start). Default 20 s.</summary>
    public TimeSpan ServerStopTimeout { get; set; } = TimeSpan.FromSeconds(20);
}

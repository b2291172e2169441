using System.Net.Sockets;
using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>Tells the failures of the server or the way to it from those of a statement.</summary>
public static class DatabaseFailures
{
    /// <summary>True when the statement broke the named unique constraint or unique index.</summary>
    public static bool IsUniqueViolation(this PostgresException exception, string constraint) =>
        exception.SqlState == PostgresErrorCodes.UniqueViolation && exception.ConstraintName == constraint;

    /// <summary>True when the database is away, shutting down, starting up, full of connections or out of resources; false for what a statement did wrong.</summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        PostgresException e => IsAway(e.SqlState),
        NpgsqlException e => e.IsTransient || e.InnerException is IOException or SocketException or TimeoutException,
        SocketException or TimeoutException => true,
        _ => false,
    };

    private static bool IsAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) // connection exception
        || sqlState.StartsWith("53", StringComparison.Ordinal) // insufficient resources
        || sqlState.StartsWith("57P", StringComparison.Ordinal) // shutdown, crash, cannot connect now
        || sqlState.StartsWith("58", StringComparison.Ordinal) // system error (disk)
        || sqlState is PostgresErrorCodes.ReadOnlySqlTransaction; // a standby, after a failover elsewhere
}

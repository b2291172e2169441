using AgentGrid.Postgres.Server;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Postgres;

/// <summary>Log lines of the database, event ids 1000–1099. No statements, values or passwords.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(1000, LogLevel.Information, "Creating the private database in {Data} with the programs of {Binaries}")]
    public static partial void Initializing(ILogger logger, string data, string binaries);

    [LoggerMessage(1001, LogLevel.Information, "Private PostgreSQL runs ({Origin}, process {ProcessId}, data {Data}; initialised in {InitMs} ms, up in {StartMs} ms)")]
    public static partial void ServerRuns(ILogger logger, PrivateServerOrigin origin, int processId, string data, long initMs, long startMs);

    [LoggerMessage(1002, LogLevel.Information, "A private PostgreSQL left behind by an earlier process still runs (process {ProcessId}): adopting it")]
    public static partial void Adopting(ILogger logger, int processId);

    [LoggerMessage(1003, LogLevel.Warning, "The private PostgreSQL (process {ProcessId}) was not stopped in order: starting it, it recovers by itself")]
    public static partial void Recovering(ILogger logger, int processId);

    [LoggerMessage(1004, LogLevel.Information, "Waiting for the private PostgreSQL since {Seconds} s (it says: {Status})")]
    public static partial void StillWaiting(ILogger logger, int seconds, string status);

    [LoggerMessage(1005, LogLevel.Error, "The private PostgreSQL died: starting it again")]
    public static partial void ServerDied(ILogger logger);

    [LoggerMessage(1006, LogLevel.Error, "The private PostgreSQL could not be started again; trying on")]
    public static partial void RestartFailed(ILogger logger, Exception exception);

    [LoggerMessage(1007, LogLevel.Warning, "The private PostgreSQL did not stop within {Seconds} s (mode {Mode})")]
    public static partial void StopTakesLong(ILogger logger, int seconds, string mode);

    [LoggerMessage(1008, LogLevel.Information, "Private PostgreSQL stopped")]
    public static partial void ServerStopped(ILogger logger);

    [LoggerMessage(1010, LogLevel.Information, "Migration {Number:0000} {Name} applied in {Ms} ms")]
    public static partial void MigrationApplied(ILogger logger, int number, string name, long ms);

    [LoggerMessage(1011, LogLevel.Information, "Database {Database} on PostgreSQL {Version} is at migration {Number}")]
    public static partial void DatabaseReady(ILogger logger, string database, string version, int number);

    [LoggerMessage(1020, LogLevel.Error, "The database is away: {Reason}; calls fail fast until it answers again")]
    public static partial void BreakerOpened(ILogger logger, string reason);

    [LoggerMessage(1021, LogLevel.Information, "The database answers again")]
    public static partial void BreakerClosed(ILogger logger);

    [LoggerMessage(1030, LogLevel.Warning, "The connection that holds the instance lock broke: taking the lock again")]
    public static partial void LockConnectionBroke(ILogger logger, Exception exception);

    [LoggerMessage(1031, LogLevel.Information, "The instance lock is held again")]
    public static partial void LockHeldAgain(ILogger logger);

    [LoggerMessage(1032, LogLevel.Critical, "The instance lock was lost: the database is now used by {Holder}. This process must stop")]
    public static partial void LockLost(ILogger logger, string holder);
}

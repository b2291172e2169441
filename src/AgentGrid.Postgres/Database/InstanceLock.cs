using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// Keeps two embedded engines, or an embedded engine and a cluster, from working on one database: an advisory lock of a connection of its own,
/// exclusive for <see cref="InstanceMode.Embedded"/>, shared for <see cref="InstanceMode.Cluster"/>. When that connection breaks (the server restarted), the lock
/// is taken again in the background; if somebody else took it meanwhile, <see cref="Lost"/> tells the host to stop.
/// </summary>
public sealed class InstanceLock : IAsyncDisposable
{
    private const string Holders =
        """
        SELECT coalesce(string_agg(coalesce(nullif(a.application_name, ''), 'database session ' || l.pid) || ', since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || 'Z', '; '), '')
        FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.pid <> pg_backend_pid()
        """;

    // A holder whose machine vanished is noticed after a minute instead of the system's two hours.
    private const string Keepalives = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    private const int Attempts = 5;
    private static readonly TimeSpan AttemptInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    private readonly NpgsqlDataSource _source;
    private readonly InstanceMode _mode;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watch = Task.CompletedTask;

    private InstanceLock(NpgsqlDataSource source, InstanceMode mode, TimeProvider time, ILogger logger) =>
        (_source, _mode, _time, _logger) = (source, mode, time, logger);

    /// <summary>Completes with the new holder's description when the lock was lost for good: the process must stop. Never completes otherwise.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Takes the lock.</summary>
    /// <param name="database">The open database.</param>
    /// <param name="options">Time limits.</param>
    /// <param name="mode">Alone, or together with a cluster's other processes.</param>
    /// <param name="time">For the pauses between attempts.</param>
    /// <param name="loggers">For the log.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="PostgresSetupException">Somebody else uses the database; the message names them.</exception>
    public static async Task<InstanceLock> AcquireAsync(
        GridDatabase database, PostgresOptions options, InstanceMode mode, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { ApplicationName = Describe(mode) };
        builder.Options = $"{builder.Options} {Keepalives}".TrimStart();
        var source = DataSources.Owner(builder.ConnectionString, options);
        var instanceLock = new InstanceLock(source, mode, time, loggers.CreateLogger<InstanceLock>());
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancellationToken);
            for (var attempt = 1; await instanceLock.TryTakeAsync(connection, cancellationToken) is { } holder; attempt++)
            {
                // The server needs a moment to notice that a killed predecessor's session is gone.
                if (attempt == Attempts)
                    throw new PostgresSetupException($"The database is in use by {holder}. {Advice(mode)}");
                await Task.Delay(AttemptInterval, time, cancellationToken);
            }
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            await instanceLock.DisposeAsync();
            if (DatabaseFailures.IsAway(e))
                throw SetupFailures.Explain(e, source);
            throw;
        }

        instanceLock._watch = instanceLock.WatchAsync(connection);
        return instanceLock;
    }

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _watch;
        await _source.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Null when the lock is ours now, else who holds it.</summary>
    private async Task<string?> TryTakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var function = _mode == InstanceMode.Embedded ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
        await using var take = new NpgsqlCommand($"SELECT {function}({AdvisoryLocks.Space}, {AdvisoryLocks.Instance})", connection);
        if (await take.ExecuteScalarAsync(cancellationToken) is true)
            return null;
        await using var look = new NpgsqlCommand(Holders, connection);
        look.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLocks.Space });
        look.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLocks.Instance });
        return await look.ExecuteScalarAsync(cancellationToken) is string { Length: > 0 } holder ? holder : "another process";
    }

    /// <summary>Waiting for a notification that never comes is how a broken connection is noticed at once, without polling.</summary>
    private async Task WatchAsync(NpgsqlConnection connection)
    {
        try
        {
            while (true)
            {
                try
                {
                    await connection.WaitAsync(_stopping.Token);
                }
                catch (Exception e) when (DatabaseFailures.IsAway(e) || e is NpgsqlException)
                {
                    PostgresLog.LockConnectionBroke(_logger, e);
                    await connection.DisposeAsync();
                    connection = await TakeAgainAsync();
                    if (_lost.Task.IsCompleted)
                        return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> TakeAgainAsync()
    {
        while (true)
        {
            var connection = _source.CreateConnection();
            try
            {
                await connection.OpenAsync(_stopping.Token);
                if (await TryTakeAsync(connection, _stopping.Token) is not { } holder)
                {
                    PostgresLog.LockHeldAgain(_logger);
                    return connection;
                }

                // Our own dead session may still hold it, until the server notices that nobody is at the other end.
                if (!holder.StartsWith(Describe(_mode), StringComparison.Ordinal))
                {
                    PostgresLog.LockLost(_logger, holder);
                    _lost.TrySetResult(holder);
                    return connection;
                }
            }
            catch (Exception e) when (DatabaseFailures.IsAway(e) || e is NpgsqlException)
            {
                // Still away: the database's other users say so in the log.
            }
            catch (OperationCanceledException)
            {
                await connection.DisposeAsync();
                throw;
            }

            await connection.DisposeAsync();
            await Task.Delay(RetryInterval, _time, _stopping.Token);
        }
    }

    /// <summary>Shown as the session's application name, which the server cuts after 63 bytes.</summary>
    private static string Describe(InstanceMode mode)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"grid {(mode == InstanceMode.Embedded ? "embedded" : "cluster")} process {Environment.ProcessId} on {Environment.MachineName}");
        return text.Length > 63 ? text[..63] : text;
    }

    private static string Advice(InstanceMode mode) => mode == InstanceMode.Embedded
        ? "The embedded engine needs a database of its own: stop the other process, or set DATABASE_URL to another database."
        : "A cluster cannot share a database with an embedded engine: stop that process first.";
}

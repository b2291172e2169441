using Dapper;

namespace AgentGrid.Postgres.Database;

/// <summary>Work that one process at a time may do and that may take very long: under a lock of a session, not of a transaction, which would keep the server from cleaning up.</summary>
internal static class SessionLock
{
    /// <summary>Runs the work, which uses other connections. False when another session has the lock: nothing was run.</summary>
    /// <param name="database">The database.</param>
    /// <param name="number">One of <see cref="AdvisoryLocks"/>.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static Task<bool> RunAsync(GridDatabase database, int number, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var key = new { space = AdvisoryLocks.Space, number };
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                if (!await connection.QuerySingleAsync<bool>(new CommandDefinition("SELECT pg_try_advisory_lock(@space, @number)", key, cancellationToken: token))) return false;
                try
                {
                    await work(token);
                }
                finally
                {
                    // When the connection is gone, so is the lock.
                    if (connection.State == System.Data.ConnectionState.Open)
                        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_unlock(@space, @number)", key, cancellationToken: CancellationToken.None));
                }

                return true;
            },
            cancellationToken);
    }
}

using AgentGrid.Domain.Settings;
using Npgsql;
using Polly.CircuitBreaker;

namespace AgentGrid.Postgres.Database;

/// <content>The one way for stores to run commands.</content>
public sealed partial class GridDatabase
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs commands on a connection of the application's pool, as role <c>grid_app</c>. Never retried: the caller knows whether that is safe.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database is away; while that is known, thrown at once.</exception>
    /// <exception cref="PostgresException">The statement was refused; see <see cref="DatabaseFailures.IsUniqueViolation"/>.</exception>
    public async Task<T> ExecuteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(
                static (state, token) => new ValueTask<T>(state.Database.RunAsync(state.Work, token)),
                (Database: this, Work: work),
                cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw new DatabaseUnavailableException("The database is away.", e.RetryAfter is { } wait && wait > RetryAfter ? wait : RetryAfter, outcomeUnknown: false, e.InnerException ?? e);
        }
    }

    /// <summary>
    /// Runs commands in one transaction, committed when the work returns and rolled back when it throws. Only a failure of the commit itself leaves the outcome unknown.
    /// </summary>
    /// <param name="work">The commands; everything it does is on the given transaction.</param>
    /// <param name="userId">For row-level security: visible to policies as <c>current_setting('grid.user_id', true)</c>, in this transaction only. Null: not set.</param>
    /// <param name="cancellationToken">Ends the work and rolls back.</param>
    /// <exception cref="DatabaseUnavailableException">The database is away.</exception>
    public Task<T> TransactAsync<T>(Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken, Guid? userId = null) =>
        ExecuteAsync(
            async (connection, token) =>
            {
                var committing = false;
                try
                {
                    await using var transaction = await connection.BeginTransactionAsync(token);
                    if (userId is { } id)
                        await SetUserAsync(connection, transaction, id, token);
                    var result = await work(connection, transaction, token);
                    committing = true;
                    await transaction.CommitAsync(CancellationToken.None);
                    return result;
                }
                catch (Exception e) when (!committing && DatabaseFailures.IsAway(e))
                {
                    _application.Clear();
                    throw new DatabaseUnavailableException("The database went away during a transaction, which was rolled back.", RetryAfter, outcomeUnknown: false, e);
                }
            },
            cancellationToken);

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        try
        {
            return await work(connection, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsAway(e))
        {
            // The other pooled connections are as dead as this one: without this, each would fail one more call after the server's return.
            _application.Clear();
            throw new DatabaseUnavailableException("The database went away during a call.", RetryAfter, outcomeUnknown: true, e);
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _application.OpenConnectionAsync(cancellationToken);
        }
        // Closed for maintenance (ALTER DATABASE … ALLOW_CONNECTIONS false) is away, too.
        catch (Exception e) when (DatabaseFailures.IsAway(e) || e is PostgresException { SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState })
        {
            throw new DatabaseUnavailableException("The database cannot be reached.", RetryAfter, outcomeUnknown: false, e);
        }
    }

    private static async Task SetUserAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT set_config('grid.user_id', $1, true)", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = userId.ToString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using System.Runtime.CompilerServices;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Identity;

/// <summary>The news in table <c>revocations</c>: pushed by NOTIFY, and read at every beat whether or not something was pushed.</summary>
public sealed class PostgresCredentialNewsFeed(GridDatabase database, TimeProvider time) : ICredentialNewsFeed
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CredentialNews>> HearAsync(TimeSpan beat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await GuardAsync(async () =>
        {
            var opened = await database.DataSource.OpenConnectionAsync(cancellationToken);
            await opened.ExecuteAsync(new CommandDefinition($"LISTEN {CredentialNewsLog.Channel}", cancellationToken: cancellationToken));
            return opened;
        });
        var version = await GuardAsync(() => connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT version FROM revocation_head", cancellationToken: cancellationToken)));
        yield return [];
        while (true)
        {
            var news = await GuardAsync(async () =>
            {
                await connection.WaitAsync(beat, cancellationToken);
                return (await connection.QueryAsync<CredentialNews>(new CommandDefinition(
                    "SELECT version, tag FROM revocations WHERE version > @version ORDER BY version", new { version }, cancellationToken: cancellationToken))).AsList();
            });
            if (news.Count > 0) version = news[^1].Version;
            yield return news;
        }
    }

    /// <inheritdoc/>
    public Task<int> PurgeAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) => database.ExecuteAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM revocations WHERE version IN (SELECT version FROM revocations WHERE at < @before ORDER BY version LIMIT @limit)",
            new { before = time.GetUtcNow() - olderThan, limit },
            cancellationToken: token)),
        cancellationToken);

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        // Whatever the server says (it may also take no connections to this database now), nothing can be heard: what escaped from here would stop the process.
        catch (Exception e) when (DatabaseFailures.IsAway(e) || e is NpgsqlException)
        {
            throw new DatabaseUnavailableException("The news of revocations cannot be heard.", RetryAfter, outcomeUnknown: false, e);
        }
    }
}

using System.Text.Json;
using AgentGrid.Domain.Limits;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Limits;

/// <summary>Idempotent answers in table <c>idempotency_keys</c>. Whoever writes the row first owns the key; everything later compares the owner.</summary>
public sealed class PostgresIdempotencyStore(GridDatabase database, TimeProvider time) : IIdempotencyStore
{
    private const int Attempts = 3;

    private const string BeginSql =
        """
        INSERT INTO idempotency_keys AS k (subject, key, route, request_hash, state, owner, owner_until, created_at, expires_at)
        VALUES (@Subject, @Key, @Route, @Hash, 'running', @Owner, @until, @now, @expires)
        ON CONFLICT (subject, key) DO UPDATE SET route = excluded.route, request_hash = excluded.request_hash, state = 'running', owner = excluded.owner,
            owner_until = excluded.owner_until, status = NULL, headers = NULL, body = NULL, created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE k.expires_at <= @now
           OR (k.state = 'running' AND k.owner_until <= @now AND k.route = excluded.route AND k.request_hash = excluded.request_hash)
        """;

    private const string ReadSql =
        """
        SELECT state, route = @Route AND request_hash = @Hash AS matches, owner_until, status, headers::text AS headers, body
        FROM idempotency_keys WHERE subject = @Subject AND key = @Key
        """;

    private const string Owned = "subject = @Subject AND key = @Key AND owner = @Owner AND state = 'running'";

    /// <inheritdoc/>
    public Task<IdempotencyResult> TryBeginAsync(IdempotencyRequest request, TimeSpan lease, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + lease;
        var parameters = new { request.Subject, request.Key, request.Route, request.Hash, request.Owner, now, until, expires = now + timeToLive };
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                // Between a lost claim and the look at the winner's row, the winner may abandon it: then the claim is open again.
                for (var attempt = 0; attempt < Attempts; attempt++)
                {
                    if (await connection.ExecuteAsync(new CommandDefinition(BeginSql, parameters, cancellationToken: token)) > 0)
                        return new IdempotencyResult(IdempotencyState.Started, until);
                    if (await ReadAsync(connection, request, token) is { } found)
                        return found;
                }

                return new IdempotencyResult(IdempotencyState.Running, now);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(IdempotencyRequest request, TimeSpan lease, CancellationToken cancellationToken) =>
        ChangesAsync($"UPDATE idempotency_keys SET owner_until = @until WHERE {Owned}", new { request.Subject, request.Key, request.Owner, until = time.GetUtcNow() + lease }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CompleteAsync(IdempotencyRequest request, IdempotentAnswer answer, CancellationToken cancellationToken) =>
        ChangesAsync(
            $"UPDATE idempotency_keys SET state = 'done', status = @Status, headers = @headers::jsonb, body = @Body WHERE {Owned}",
            new { request.Subject, request.Key, request.Owner, answer.Status, headers = JsonSerializer.Serialize(answer.Headers), answer.Body },
            cancellationToken);

    /// <inheritdoc/>
    public Task AbandonAsync(IdempotencyRequest request, CancellationToken cancellationToken) =>
        ChangesAsync($"DELETE FROM idempotency_keys WHERE {Owned}", new { request.Subject, request.Key, request.Owner }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> PurgeExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        var parameters = new { now = time.GetUtcNow(), limit };
        return database.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                DELETE FROM idempotency_keys WHERE (subject, key) IN (
                    SELECT subject, key FROM idempotency_keys WHERE expires_at <= @now ORDER BY expires_at LIMIT @limit FOR UPDATE SKIP LOCKED)
                """,
                parameters,
                cancellationToken: token)),
            cancellationToken);
    }

    private Task<bool> ChangesAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.ExecuteAsync(async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)) > 0, cancellationToken);

    private static async Task<IdempotencyResult?> ReadAsync(NpgsqlConnection connection, IdempotencyRequest request, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(ReadSql, new { request.Subject, request.Key, request.Route, request.Hash }, cancellationToken: cancellationToken));
        return row switch
        {
            null => null,
            { Matches: false } => new IdempotencyResult(IdempotencyState.Mismatch),
            { State: "running" } => new IdempotencyResult(IdempotencyState.Running, row.OwnerUntil),
            _ => new IdempotencyResult(IdempotencyState.Done, Answer: new IdempotentAnswer(row.Status!.Value, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers!)!, row.Body!)),
        };
    }

    private sealed record Row
    {
        public string State { get; init; } = "";

        public bool Matches { get; init; }

        public DateTimeOffset OwnerUntil { get; init; }

        public int? Status { get; init; }

        public string? Headers { get; init; }

        public byte[]? Body { get; init; }
    }
}

using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Audit;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Identity;

/// <summary>One transaction that changes a user: statements first, then what ends it. Everything in it happens at the time of its audit event.</summary>
internal sealed class UserTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, AuditEvent audit, CancellationToken cancellationToken)
{
    public NpgsqlConnection Connection => connection;

    public NpgsqlTransaction Transaction => transaction;

    public CancellationToken Cancel => cancellationToken;

    /// <summary>When it happens.</summary>
    public DateTimeOffset At => audit.Time;

    public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    /// <summary>Ends the sessions of a user, and what clients were authorized to. Its news is the tag of the user.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="except">The session that goes on, with what was authorized in it; null for none.</param>
    /// <returns>How many sessions ended.</returns>
    public Task<int> EndSessionsAsync(Guid userId, Guid? except) => connection.ExecuteScalarAsync<int>(new CommandDefinition(
        """
        WITH ended AS (
            UPDATE sessions SET revoked_at = @At WHERE user_id = @userId AND revoked_at IS NULL AND ends_at > @At AND (@except::uuid IS NULL OR id <> @except) RETURNING id),
        withdrawn AS (
            UPDATE oauth_grants SET revoked_at = @At WHERE user_id = @userId AND revoked_at IS NULL AND (@except::uuid IS NULL OR session_id <> @except))
        SELECT count(*)::int FROM ended
        """,
        new { userId, except, At },
        transaction,
        cancellationToken: cancellationToken));

    /// <summary>The last statements: the audit event, and the news of what credentials depend on.</summary>
    public async Task FinishAsync(params string[] news)
    {
        await AuditOutbox.AddAsync(connection, transaction, audit, cancellationToken);
        await CredentialNewsLog.AddAsync(connection, transaction, At, news, cancellationToken);
    }
}

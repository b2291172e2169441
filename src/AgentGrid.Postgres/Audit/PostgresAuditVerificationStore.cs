using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Database;
using Npgsql;

namespace AgentGrid.Postgres.Audit;

/// <summary>Locks and look-ups of verification.</summary>
public sealed class PostgresAuditVerificationStore(GridDatabase database) : IAuditVerificationStore
{
    private const string FindSql =
        $"""
        SELECT {AuditRow.LinkColumns}, n.name FROM unnest($1, $2) AS place (name, index)
        JOIN audit_chains n ON n.name = place.name JOIN audit_heads h ON h.chain = n.id AND h.index = place.index
        """;

    private const int Name = 6;

    /// <inheritdoc/>
    public Task<bool> AloneAsync(AuditVerificationTask task, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        SessionLock.RunAsync(database, task == AuditVerificationTask.Background ? AdvisoryLocks.AuditVerification : AdvisoryLocks.AuditVerificationOnDemand, work, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditLink>> FindLinksAsync(IReadOnlyCollection<(string Chain, long Index)> places, CancellationToken cancellationToken) =>
        places.Count == 0 ? Task.FromResult<IReadOnlyList<AuditLink>>([]) : database.ExecuteAsync<IReadOnlyList<AuditLink>>(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(FindSql, connection);
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(place => place.Chain)] });
                command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. places.Select(place => place.Index)] });
                await using var row = await command.ExecuteReaderAsync(token);
                var links = new List<AuditLink>();
                while (await row.ReadAsync(token))
                    links.Add(AuditRow.ReadLink(row, row.GetString(Name)));
                return links;
            },
            cancellationToken);
}

using Npgsql;

namespace AgentGrid.Postgres.Identity;

/// <summary>Writes news of what ended or changed into the transaction that ends or changes it.</summary>
internal static class CredentialNewsLog
{
    /// <summary>Channel that wakes the processes that hear the news.</summary>
    internal const string Channel = "grid_credential_news";

    private const string Sql =
        """
        WITH head AS (UPDATE revocation_head SET version = version + cardinality($1) RETURNING version),
        news AS (INSERT INTO revocations (version, tag, at) SELECT head.version - cardinality($1) + tags.number, tags.tag, $2 FROM head, unnest($1) WITH ORDINALITY AS tags (tag, number) RETURNING version)
        SELECT pg_notify($3, '') FROM head
        """;

    /// <summary>Adds news. The last statement of its transaction: it holds the lock that all writers of news queue for.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="transaction">Null: committed by itself.</param>
    /// <param name="at">The present time.</param>
    /// <param name="tags">See <c>CredentialTags</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, DateTimeOffset at, string[] tags, CancellationToken cancellationToken)
    {
        if (tags.Length == 0) return;
        await using var command = new NpgsqlCommand(Sql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tags });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

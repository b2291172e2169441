using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrid.Domain.Audit;
using Npgsql;
using NpgsqlTypes;

namespace AgentGrid.Postgres.Audit;

/// <summary>Writes an event into the transaction of the action it tells of: both are kept, or neither. It is moved to its chain, in order, afterwards.</summary>
internal static class AuditOutbox
{
    private const string Sql = "INSERT INTO audit_outbox (chain, event) VALUES ($1, $2)";

    /// <summary>The chain of everything that belongs to no project or room.</summary>
    internal const string SystemChain = "system";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>An event as it waits.</summary>
    internal static string Text(AuditEvent audit) => JsonSerializer.Serialize(audit, Json);

    /// <summary>Adds one event. Without a transaction the row is committed by itself.</summary>
    internal static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, AuditEvent audit, CancellationToken cancellationToken, string chain = SystemChain)
    {
        await using var command = new NpgsqlCommand(Sql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = chain });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Text(audit), NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Adds several events of the system's chain, in their order, in one statement.</summary>
    internal static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0) return;
        await using var command = new NpgsqlCommand("INSERT INTO audit_outbox (chain, event) SELECT $1, given.event FROM unnest($2) WITH ORDINALITY AS given (event, place) ORDER BY given.place", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SystemChain });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. events.Select(audit => JsonSerializer.Serialize(audit, Json))] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

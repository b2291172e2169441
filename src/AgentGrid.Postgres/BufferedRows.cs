using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres;

/// <summary>
/// Dapper's queries, with every row read whole before it is mapped. They take precedence over Dapper's own of the same names in this assembly, which ask for sequential access:
/// there a column that has not arrived yet is waited for synchronously, on the very thread that would receive it (socket completions run inline, see ADR 5), until the command
/// times out.
/// </summary>
internal static class BufferedRows
{
    /// <summary>All rows.</summary>
    internal static async Task<IEnumerable<T>> QueryAsync<T>(this NpgsqlConnection connection, CommandDefinition command)
    {
        await using var reader = await ((DbConnection)connection).ExecuteReaderAsync(command, CommandBehavior.Default);
        var rows = new List<T>();
        var parse = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(command.CancellationToken)) rows.Add(Value<T>(parse(reader)));
        // The errors of later statements, and those after the last row, come with the end.
        while (await reader.NextResultAsync(command.CancellationToken))
        {
            // Nothing else is wanted.
        }

        return rows;
    }

    /// <summary>The only row; the default where there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    internal static async Task<T?> QuerySingleOrDefaultAsync<T>(this NpgsqlConnection connection, CommandDefinition command) => (await connection.QueryAsync<T>(command)).SingleOrDefault();

    /// <summary>The only row.</summary>
    /// <exception cref="InvalidOperationException">There is none, or several.</exception>
    internal static async Task<T> QuerySingleAsync<T>(this NpgsqlConnection connection, CommandDefinition command) => (await connection.QueryAsync<T>(command)).Single();

    // A single column comes as its own type, which may be a smaller number than was asked for.
    private static T Value<T>(object? value) =>
        value is null or T ? (T)value! : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
}

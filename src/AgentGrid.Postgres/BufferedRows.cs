using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres;

/// <summary>
/// Dapper's queries, with every row read whole before it is mapped. They take precedence over Dapper's own of the same names in this assembly, which ask for sequential access:
/// there a column that has not arrived yet is waited for synchronously, on the very thread that would receive it (socket completions run inline, see ADR 5), until the command
/// times out. Its reader of several results is no way either: disposed early it cancels, synchronously, and with that thread the cancellation waits for ever.
/// </summary>
internal static class BufferedRows
{
    /// <summary>All rows.</summary>
    internal static async Task<IEnumerable<T>> QueryAsync<T>(this NpgsqlConnection connection, CommandDefinition command)
    {
        await using var reader = await OpenAsync(connection, command);
        var rows = await ReadAsync<T>(reader, command.CancellationToken);
        await EndAsync(reader, command.CancellationToken);
        return rows;
    }

    /// <summary>The rows of two statements in one command.</summary>
    internal static async Task<(List<T1> First, List<T2> Second)> QueryAsync<T1, T2>(this NpgsqlConnection connection, CommandDefinition command)
    {
        await using var reader = await OpenAsync(connection, command);
        var first = await ReadAsync<T1>(reader, command.CancellationToken);
        await reader.NextResultAsync(command.CancellationToken);
        var second = await ReadAsync<T2>(reader, command.CancellationToken);
        await EndAsync(reader, command.CancellationToken);
        return (first, second);
    }

    /// <summary>The rows of three statements in one command.</summary>
    internal static async Task<(List<T1> First, List<T2> Second, List<T3> Third)> QueryAsync<T1, T2, T3>(this NpgsqlConnection connection, CommandDefinition command)
    {
        await using var reader = await OpenAsync(connection, command);
        var first = await ReadAsync<T1>(reader, command.CancellationToken);
        await reader.NextResultAsync(command.CancellationToken);
        var second = await ReadAsync<T2>(reader, command.CancellationToken);
        await reader.NextResultAsync(command.CancellationToken);
        var third = await ReadAsync<T3>(reader, command.CancellationToken);
        await EndAsync(reader, command.CancellationToken);
        return (first, second, third);
    }

    /// <summary>The only row; the default where there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    internal static async Task<T?> QuerySingleOrDefaultAsync<T>(this NpgsqlConnection connection, CommandDefinition command) => (await connection.QueryAsync<T>(command)).SingleOrDefault();

    /// <summary>The only row.</summary>
    /// <exception cref="InvalidOperationException">There is none, or several.</exception>
    internal static async Task<T> QuerySingleAsync<T>(this NpgsqlConnection connection, CommandDefinition command) => (await connection.QueryAsync<T>(command)).Single();

    private static Task<DbDataReader> OpenAsync(DbConnection connection, CommandDefinition command) => connection.ExecuteReaderAsync(command, CommandBehavior.Default);

    private static async Task<List<T>> ReadAsync<T>(DbDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var parse = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(cancellationToken)) rows.Add(Value<T>(parse(reader)));
        return rows;
    }

    // The errors of later statements, and those after the last row, come with the end.
    private static async Task EndAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken))
        {
            // Nothing else is wanted.
        }
    }

    // A single column comes as its own type, which may be a smaller number than was asked for.
    private static T Value<T>(object? value) =>
        value is null or T ? (T)value! : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
}

using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// The role the application works as: no login, no ownership, only what migrations grant. Roles belong to the whole server, so several databases may
/// create it at once.
/// </summary>
internal static class ApplicationRole
{
    public const string Name = "grid_app";

    private const int Attempts = 5;

    /// <summary>Makes sure that the connection's user can work as the role.</summary>
    /// <exception cref="PostgresSetupException">The role is missing or not granted and this user may not change that.</exception>
    public static async Task EnsureAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await CanAssumeAsync(owner, cancellationToken))
                    return;
                await RunAsync(owner, $"DO $$ BEGIN CREATE ROLE {Name} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$", cancellationToken);
                if (!await CanAssumeAsync(owner, cancellationToken))
                    await RunAsync(owner, $"GRANT {Name} TO CURRENT_USER", cancellationToken);
                await RunAsync(owner, $"SET ROLE {Name}; RESET ROLE", cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidGrantOperation)
            {
                var user = new NpgsqlConnectionStringBuilder(owner.ConnectionString).Username;
                throw new PostgresSetupException(
                    $"The database user '{user}' may not create or use the role {Name}. As a superuser, run once: CREATE ROLE {Name} NOLOGIN; GRANT {Name} TO \"{user}\";", e);
            }
            catch (PostgresException e) when (attempt < Attempts && e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError)
            {
                // "tuple concurrently updated": another database of the same server is doing this right now.
            }
        }
    }

    private static async Task<bool> CanAssumeAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(owner, $"SET ROLE {Name}; RESET ROLE", cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.UndefinedObject)
        {
            return false;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

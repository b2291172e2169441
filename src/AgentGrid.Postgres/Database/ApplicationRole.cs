using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// The roles that work is done as: no login, no ownership, only what migrations grant. Roles belong to the whole server, so several databases may
/// create them at once.
/// </summary>
internal static class ApplicationRole
{
    /// <summary>The application's.</summary>
    public const string Name = "grid_app";

    /// <summary>May delete the contents of sealed audit entries, which the application may not.</summary>
    public const string Sealer = "grid_sealer";

    private const int Attempts = 5;

    /// <summary>Makes sure that the connection's user can work as each of the roles.</summary>
    /// <exception cref="PostgresSetupException">A role is missing or not granted and this user may not change that.</exception>
    public static async Task EnsureAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        await EnsureAsync(owner, Name, cancellationToken);
        await EnsureAsync(owner, Sealer, cancellationToken);
    }

    private static async Task EnsureAsync(NpgsqlConnection owner, string role, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await CanAssumeAsync(owner, role, cancellationToken))
                    return;
                await RunAsync(owner, $"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$", cancellationToken);
                if (!await CanAssumeAsync(owner, role, cancellationToken))
                    await RunAsync(owner, $"GRANT {role} TO CURRENT_USER", cancellationToken);
                await RunAsync(owner, $"SET ROLE {role}; RESET ROLE", cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidGrantOperation)
            {
                var user = new NpgsqlConnectionStringBuilder(owner.ConnectionString).Username;
                throw new PostgresSetupException(
                    $"The database user '{user}' may not create or use the role {role}. As a superuser, run once: CREATE ROLE {role} NOLOGIN; GRANT {role} TO \"{user}\";", e);
            }
            catch (PostgresException e) when (attempt < Attempts && e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError)
            {
                // "tuple concurrently updated": another database of the same server is doing this right now.
            }
        }
    }

    private static async Task<bool> CanAssumeAsync(NpgsqlConnection owner, string role, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(owner, $"SET ROLE {role}; RESET ROLE", cancellationToken);
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

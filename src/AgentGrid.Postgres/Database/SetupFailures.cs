using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>Turns the driver's failures at start-up into one line for the operator.</summary>
internal static class SetupFailures
{
    public static PostgresSetupException Explain(Exception failure, NpgsqlDataSource owner)
    {
        var where = new NpgsqlConnectionStringBuilder(owner.ConnectionString);
        var server = $"{where.Host}:{where.Port}";
        return new PostgresSetupException(
            failure switch
            {
                PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e =>
                    $"The database server {server} does not let user '{where.Username}' in: {e.MessageText}. Check user and password in DATABASE_URL.",
                PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                    $"There is no database '{where.Database}' on {server}. Create it: CREATE DATABASE \"{where.Database}\" OWNER \"{where.Username}\";",
                PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e =>
                    $"The database user '{where.Username}' may not set up the schema: {e.MessageText}. Make it the owner: ALTER DATABASE \"{where.Database}\" OWNER TO \"{where.Username}\";",
                PostgresException e => $"Setting up the database '{where.Database}' on {server} failed: {e.SqlState} {e.MessageText}",
                _ => $"The database server {server} cannot be reached: {failure.InnerException?.Message ?? failure.Message}. Check DATABASE_URL and that the server runs.",
            },
            failure);
    }
}

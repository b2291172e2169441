using AgentGrid.Postgres.Database;
using AgentGrid.Testing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Database;

public sealed class ApplicationRoleTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DELETE FROM agents")]
    [InlineData("TRUNCATE agents")]
    [InlineData("UPDATE agent_health_events SET detail = ''")]
    [InlineData("DELETE FROM agent_health_events")]
    [InlineData("ALTER TABLE agents ADD COLUMN x int")]
    [InlineData("DROP TABLE agents")]
    [InlineData("CREATE TABLE mine (x int)")]
    [InlineData("SELECT * FROM schema_migrations")]
    [InlineData("CREATE ROLE other")]
    [InlineData("UPDATE audit_chains SET name = 'other'")]
    [InlineData("DELETE FROM audit_chains")]
    [InlineData("UPDATE audit_heads SET fingerprint = previous_fingerprint")]
    [InlineData("DELETE FROM audit_heads")]
    [InlineData("TRUNCATE audit_heads")]
    [InlineData("UPDATE audit_contents SET actor_id = ''")]
    [InlineData("DELETE FROM audit_contents")]
    [InlineData("TRUNCATE audit_contents")]
    [InlineData("UPDATE audit_checkpoints SET time = now()")]
    [InlineData("DELETE FROM audit_checkpoints")]
    [InlineData("ALTER TABLE audit_heads DROP CONSTRAINT audit_heads_previous_key")]
    [InlineData("UPDATE audit_outbox SET event = ''")]
    public async Task ExecuteAsync_what_the_application_may_not_do_is_refused(string sql)
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync((connection, _) => connection.ExecuteAsync(sql), Cancel));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Theory]
    [InlineData("DELETE FROM audit_heads")]
    [InlineData("UPDATE audit_contents SET actor_id = ''")]
    [InlineData("INSERT INTO audit_contents (time, index, chain, result, action, actor_id, actor_kind) VALUES (now(), 1, 1, 0, 'a.b', 'x', 'user')")]
    [InlineData("INSERT INTO audit_chains (name) VALUES ('other')")]
    [InlineData("DELETE FROM audit_checkpoints")]
    [InlineData("SELECT * FROM users")]
    [InlineData("DELETE FROM audit_outbox")]
    public async Task Sealer_may_delete_contents_and_nothing_else(string sql)
    {
        var url = await postgres.CreateDatabaseAsync(cancellationToken: Cancel);

        await TestPostgres.RunAsync(url, "SET ROLE grid_sealer; DELETE FROM audit_contents WHERE chain = 1 AND index <= 100", Cancel);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestPostgres.RunAsync(url, $"SET ROLE grid_sealer; {sql}", Cancel));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task ExecuteAsync_connection_rented_again_still_has_the_role()
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);
        var seen = new List<(string Role, int Session)>();

        for (var i = 0; i < 5; i++)
            seen.Add(await database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<(string, int)>("SELECT current_user::text, pg_backend_pid()"), Cancel));

        Assert.All(seen, rented => Assert.Equal(seen[0], rented));
        Assert.Equal("grid_app", seen[0].Role);
    }

    [Fact]
    public async Task OpenAsync_owner_who_may_create_roles_needs_no_superuser()
    {
        var url = await CreateOwnedAsync("owner_createrole", "CREATEROLE");

        await using var database = await OpenAsync(url);

        Assert.Equal("grid_app", await database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<string>("SELECT current_user::text"), Cancel));
    }

    [Fact]
    public async Task OpenAsync_owner_who_was_granted_the_roles_needs_nothing_more()
    {
        await postgres.CreateDatabaseAsync(cancellationToken: Cancel);
        var url = await CreateOwnedAsync("owner_granted", "");
        await TestPostgres.RunAsync(await postgres.CreateDatabaseAsync(cancellationToken: Cancel), "GRANT grid_app, grid_sealer TO owner_granted", Cancel);

        await using var database = await OpenAsync(url);

        Assert.True(await database.PingAsync(Cancel));
    }

    [Fact]
    public async Task OpenAsync_owner_without_the_role_is_told_what_to_run()
    {
        var url = await CreateOwnedAsync("owner_plain", "");

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => OpenAsync(url));

        Assert.Contains("GRANT grid_app TO \"owner_plain\";", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_user_who_owns_nothing_is_told_what_to_run()
    {
        var url = await CreateOwnedAsync("owner_not", "CREATEROLE");
        var database = new NpgsqlConnectionStringBuilder(url).Database;
        await TestPostgres.RunAsync(await postgres.CreateDatabaseAsync(cancellationToken: Cancel), $"ALTER DATABASE {database} OWNER TO {Postgres.Server.PrivateServer.UserName}", Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => OpenAsync(url));

        Assert.Contains("ALTER DATABASE", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>An empty database that belongs to a new login.</summary>
    private async Task<string> CreateOwnedAsync(string user, string attributes)
    {
        var builder = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync(migrated: false, Cancel));
        await TestPostgres.RunAsync(builder.ConnectionString, $"CREATE ROLE {user} LOGIN PASSWORD 'p' {attributes}; ALTER DATABASE {builder.Database} OWNER TO {user}", Cancel);
        builder.Username = user;
        builder.Password = "p";
        return builder.ConnectionString;
    }

    private static Task<GridDatabase> OpenAsync(string url) =>
        GridDatabase.OpenAsync(new PostgresOptions { DatabaseUrl = url, MinPoolSize = 0 }, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
}

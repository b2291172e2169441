using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Identity;

/// <summary>Base of the tests of people and sessions: a database for each, time that only the test moves.</summary>
public abstract class IdentityStoreTest(TestPostgres postgres) : IAsyncLifetime
{
    protected const string Secret = "enc:k:secret";

    private protected GridDatabase Database { get; private set; } = null!;

    private protected FakeTimeProvider Time { get; } = new();

    private protected PostgresUserStore Users { get; private set; } = null!;

    private protected PostgresSessionStore Sessions { get; private set; } = null!;

    private protected SessionCredentials Credentials { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected DateTimeOffset Now => Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.OpenDatabaseAsync(Cancel);
        Users = new PostgresUserStore(Database);
        Sessions = new PostgresSessionStore(Database, SessionPolicy.Default, Time);
        Credentials = new SessionCredentials(Database, SessionPolicy.Default, Time);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    protected AuditEvent Audit(string action = AuditActions.UserUpdated) => new() { Time = Now, Actor = new AuditActor("tester", "user", null), Action = action };

    protected UserRecord New(string name, string role = UserRoles.User) => new()
    {
        Id = Guid.CreateVersion7(Now),
        Email = name + "@example.org",
        DisplayName = name,
        Role = role,
        PasswordHash = "$scrypt$" + name,
        CreatedAt = Now,
    };

    protected async Task<UserRecord> AddAsync(string name, string role = UserRoles.User) => (await Users.InsertAsync(New(name, role), Audit(), Cancel)).User!;

    /// <summary>A user with a second factor whose first step, 100, is spent, and backup codes hashed to <c>$scrypt$0</c> to <c>$scrypt$9</c>.</summary>
    protected async Task<UserRecord> AddWithFactorAsync(string name, string role = UserRoles.User)
    {
        var user = await AddAsync(name, role);
        Assert.True(await Users.BeginTotpAsync(user.Id, "enc:k:pending", Audit(), Cancel));
        user = await Users.GetAsync(user.Id, Cancel);
        Assert.True(await Users.ConfirmTotpAsync(user!, Secret, 100, [.. Enumerable.Range(0, 10).Select(i => $"$scrypt${i}")], Audit(), Cancel));
        return (await Users.GetAsync(user!.Id, Cancel))!;
    }

    protected SignInWrite SignIn(UserRecord judged, FactorSpend? factor = null) => new()
    {
        Judged = judged,
        Factor = factor,
        Session = new SessionRecord
        {
            Id = Guid.CreateVersion7(Now),
            UserId = judged.Id,
            Purpose = "api",
            Methods = factor is null ? ["pwd"] : ["pwd", "otp", "mfa"],
            Device = "device-1",
            Address = "192.0.2.1",
            UserAgent = "test",
            SignedInAt = Now,
            LastSeenAt = Now,
            EndsAt = Now + SessionPolicy.Default.Absolute,
        },
    };

    protected async Task<Guid> SessionOfAsync(UserRecord user)
    {
        var signIn = SignIn(user);
        Assert.Equal(UserWriteOutcome.Done, await Users.SignInAsync(signIn, Audit(), Cancel));
        return signIn.Session.Id;
    }

    /// <summary>What a client was authorized to in a session.</summary>
    private protected async Task<Guid> GrantAsync(UserRecord user, Guid session, string scopes = "openid")
    {
        var id = Guid.CreateVersion7(Now);
        await Database.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO oauth_clients (client_id, name, type, grant_types, redirect_uris, post_logout_redirect_uris, scopes, id_token_algorithm, is_first_party, created_at, updated_at)
                VALUES ('client', 'client', 'public', '{authorization_code}', '{}', '{}', 'openid', 'RS256', false, @Now, @Now) ON CONFLICT DO NOTHING;
                INSERT INTO oauth_grants (id, client_id, user_id, session_id, scopes, created_at, ends_at) VALUES (@id, 'client', @userId, @session, @scopes, @Now, @Now)
                """,
                new { id, userId = user.Id, session, scopes, Now },
                cancellationToken: token)),
            Cancel);
        return id;
    }

    private protected async Task<bool> IsGrantLiveAsync(Guid grant) => await new GrantCredentials(Database).FindAsync(grant.ToString("D"), Cancel) is not null;

    private protected async Task<bool> IsLiveAsync(Guid session) => await Credentials.FindAsync(session.ToString("D"), Cancel) is not null;

    private protected Task<IReadOnlyList<string>> NewsAsync() => ManyAsync("SELECT tag FROM revocations ORDER BY version");

    private protected Task<IReadOnlyList<string>> ActionsAsync() => ManyAsync("SELECT event::json ->> 'action' FROM audit_outbox ORDER BY id");

    private Task<IReadOnlyList<string>> ManyAsync(string sql) =>
        Database.ExecuteAsync<IReadOnlyList<string>>(async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(sql, cancellationToken: token))).AsList(), Cancel);
}

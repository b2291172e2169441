using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Identity.OAuth;

/// <summary>Base of the authorization server's store tests: a database, a client, a user with a session, time that only the test moves.</summary>
public abstract class OAuthStoreTest(TestPostgres postgres) : IAsyncLifetime
{
    protected const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    protected const string RedirectUri = "https://app.example/cb";

    protected static readonly string Challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    protected static readonly ClientDefinition App = new()
    {
        ClientId = "app",
        Name = "App",
        Type = ClientType.Confidential,
        GrantTypes = [GrantType.AuthorizationCode, GrantType.RefreshToken],
        RedirectUris = [RedirectUri],
        Scopes = ScopeSet.OpenId.Union(ScopeSet.OfflineAccess).Union(ScopeSet.Grid),
    };

    protected GridDatabase Database { get; private set; } = null!;

    protected FakeTimeProvider Time { get; } = new();

    protected Guid User { get; } = Guid.CreateVersion7();

    protected Guid Session { get; } = Guid.CreateVersion7();

    protected PostgresOAuthClientStore Clients { get; private set; } = null!;

    protected PostgresOAuthGrantStore Grants { get; private set; } = null!;

    protected GrantExchange Exchange { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.OpenDatabaseAsync(Cancel);
        Clients = new PostgresOAuthClientStore(Database);
        Grants = new PostgresOAuthGrantStore(Database, Time);
        Exchange = new GrantExchange(Grants, Time);
        await RunAsync("INSERT INTO users (id, email, display_name, role, password_hash, created_at, updated_at) VALUES (@User, 'ann@example.org', 'Ann', 'operator', '$scrypt$x', @now, @now)");
        await RunAsync(
            "INSERT INTO sessions (id, user_id, purpose, methods, device, signed_in_at, last_seen_at, ends_at) VALUES (@Session, @User, 'connect', '{pwd}', 'd', @now, @now, @now + interval '8 hours')");
        Assert.Equal(ClientInsertOutcome.Inserted, await Clients.InsertAsync(New(App), Event("client.created"), Cancel));
    }

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();

    protected AuditEvent Event(string action) => new() { Time = Time.GetUtcNow(), Actor = new AuditActor("someone", "user", null), Action = action };

    protected AuditEvent Audit(string action, Guid grantId, string cause) => Event(action) with { Target = new AuditTarget("grant", grantId.ToString()), Details = AuditDetails.Of(("cause", cause)) };

    protected ClientRecord New(ClientDefinition client, OpaqueHandle? secret = null, string? operation = null) => new()
    {
        Definition = client,
        SecretHash = client.Type == ClientType.Public ? null : (secret ?? OpaqueHandle.Create()).Hash,
        OperationId = operation,
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    };

    protected AuthorizationCode NewCode(OpaqueHandle handle, string clientId = "app", string scopes = "openid offline_access") => new()
    {
        Hash = handle.Hash,
        GrantId = Guid.CreateVersion7(Time.GetUtcNow()),
        ClientId = clientId,
        RedirectUri = RedirectUri,
        CodeChallenge = Challenge,
        Subject = User.ToString("D"),
        SessionId = Session.ToString("D"),
        Scopes = ScopeSet.TryParse(scopes, out var set) ? set : throw new ArgumentException(scopes),
        Nonce = "n",
        Methods = ["pwd"],
        AuthenticatedAt = Time.GetUtcNow(),
        IssuedAt = Time.GetUtcNow(),
    };

    /// <summary>A grant whose code waits to be used.</summary>
    protected async Task<(OpaqueHandle Handle, AuthorizationCode Code)> AuthorizeAsync(string scopes = "openid offline_access")
    {
        var handle = OpaqueHandle.Create();
        var code = NewCode(handle, scopes: scopes);
        Assert.True(await Grants.AddAsync(code, Event(AuditActions.GrantIssued), Cancel));
        return (handle, code);
    }

    /// <summary>A grant with its first refresh token.</summary>
    protected async Task<(Guid Grant, RefreshToken Token)> BeginAsync()
    {
        var (handle, code) = await AuthorizeAsync();
        var first = RefreshToken.Create();
        var use = await Exchange.UseAsync(handle, App, RedirectUri, Verifier, first, Audit, Cancel);
        Assert.Equal(CodeOutcome.Granted, use.Outcome);
        return (code.GrantId, first);
    }

    protected Task<CodeExchange> UseAsync(OpaqueHandle code) => Exchange.UseAsync(code, App, RedirectUri, Verifier, RefreshToken.Create(), Audit, Cancel);

    protected Task<RefreshExchange> RefreshAsync(RefreshToken token, RefreshToken next, string clientId = "app") => Exchange.UseAsync(token, clientId, null, next, Audit, Cancel);

    protected Task<int> RunAsync(string sql, object? more = null)
    {
        var parameters = new DynamicParameters(new { User, Session, now = Time.GetUtcNow() });
        parameters.AddDynamicParams(more);
        return Database.ExecuteAsync((connection, token) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)), Cancel);
    }

    protected Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.ExecuteAsync((connection, token) => connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: token)), Cancel);

    protected Task<int> EventsAsync(string action) => ScalarAsync<int>("SELECT count(*)::int FROM audit_outbox WHERE event::jsonb ->> 'action' = @action", new { action });

    protected Task<int> NewsAsync(string tag) => ScalarAsync<int>("SELECT count(*)::int FROM revocations WHERE tag = @tag", new { tag });
}

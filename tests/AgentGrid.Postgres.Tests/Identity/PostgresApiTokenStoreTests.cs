using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Postgres.Agents;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Identity;

public sealed class PostgresApiTokenStoreTests(TestPostgres postgres) : IAsyncLifetime
{
    private static int _names;
    private readonly FakeTimeProvider _time = new();
    private GridDatabase _database = null!;
    private PostgresApiTokenStore _store = null!;
    private PostgresAgentStore _agents = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuditEvent Event => new() { Time = _time.GetUtcNow(), Actor = new AuditActor("someone", "user", null), Action = "test.write" };

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresApiTokenStore(_database, _time);
        _agents = new PostgresAgentStore(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task InsertAsync_then_ListAsync_and_FindAsync_give_every_field_back()
    {
        var agent = await AgentAsync("admin");
        var token = New(Owner(agent)) with { Scopes = ScopeSet.Gateway, ExpiresAt = _time.GetUtcNow().AddDays(1) };
        var result = await _store.InsertAsync(token, Event, Cancel);

        Assert.Equal((ApiTokenInsertOutcome.Inserted, token), (result.Outcome, result.Token!));
        Assert.Equal([token], (await _store.ListAsync(token.Owner, 10, null, Cancel)).Items);
        var holder = (await _store.FindAsync(token.Prefix, Cancel))!;
        Assert.Equal((token.Prefix, token.Owner, "admin", agent.Name, token.TokenHash), (holder.Prefix, holder.Owner, holder.Role, holder.Name, holder.TokenHash));
        Assert.Equal((ScopeSet.Gateway, token.ExpiresAt), (holder.Scopes, holder.ExpiresAt));
        Assert.Equal([$"token:{token.Prefix}", $"agent:{agent.Id:D}"], holder.ToLive().Tags);
        Assert.Equal((1, 0), (await OutboxAsync(), (await NewsAsync()).Count));
    }

    [Fact]
    public async Task InsertAsync_of_a_user_gives_the_user_and_ends_with_them()
    {
        var user = await UserAsync();
        var token = New(new ApiTokenOwner(ApiTokenKind.User, user));
        Assert.Equal(ApiTokenInsertOutcome.Inserted, (await _store.InsertAsync(token, Event, Cancel)).Outcome);
        var holder = (await _store.UseAsync(token.Prefix, Cancel))!;
        Assert.Equal((token.Owner, "operator", $"{user:N}@example.org"), (holder.Owner, holder.Role, holder.Name));

        await RunAsync("UPDATE users SET disabled_at = now() WHERE id = @user", new { user });
        Assert.Null(await _store.FindAsync(token.Prefix, Cancel));
        Assert.Null(await _store.UseAsync(token.Prefix, Cancel));
        Assert.Equal(ApiTokenInsertOutcome.OwnerGone, (await _store.InsertAsync(New(token.Owner), Event, Cancel)).Outcome);
        await RunAsync("UPDATE users SET disabled_at = NULL WHERE id = @user", new { user });
        Assert.NotNull(await _store.FindAsync(token.Prefix, Cancel));
        await RunAsync("UPDATE users SET deleted_at = now() WHERE id = @user", new { user });
        Assert.Null(await _store.FindAsync(token.Prefix, Cancel));
    }

    [Fact]
    public async Task InsertAsync_refuses_a_taken_prefix_a_repeated_operation_and_an_unknown_owner()
    {
        var owner = Owner(await AgentAsync());
        var token = await InsertAsync(owner);
        Assert.Equal(new ApiTokenInsertResult(ApiTokenInsertOutcome.PrefixTaken), await _store.InsertAsync(New(owner) with { Prefix = token.Prefix }, Event, Cancel));
        Assert.Equal(new ApiTokenInsertResult(ApiTokenInsertOutcome.Replayed, token), await _store.InsertAsync(New(owner) with { OperationId = token.OperationId }, Event, Cancel));
        Assert.Equal(new ApiTokenInsertResult(ApiTokenInsertOutcome.OwnerGone), await _store.InsertAsync(New(new ApiTokenOwner(ApiTokenKind.Agent, Guid.CreateVersion7())), Event, Cancel));
        Assert.Equal(1, await OutboxAsync());
        // A prefix is never given twice, also when its token is gone.
        Assert.True(await _store.RevokeAsync(owner, token.Prefix, Event, Cancel));
        Assert.Equal(ApiTokenInsertOutcome.PrefixTaken, (await _store.InsertAsync(New(owner) with { Prefix = token.Prefix }, Event, Cancel)).Outcome);
    }

    [Fact]
    public async Task InsertAsync_from_many_writers_stops_at_the_bound_of_live_tokens()
    {
        var owner = Owner(await AgentAsync());
        var ending = await InsertAsync(owner, _time.GetUtcNow().AddHours(1));
        for (var i = 1; i < ApiTokenRules.MaxLive - 3; i++) await InsertAsync(owner);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _store.InsertAsync(New(owner), Event, Cancel)));
        Assert.Equal((3, 7), (outcomes.Count(o => o.Outcome == ApiTokenInsertOutcome.Inserted), outcomes.Count(o => o.Outcome == ApiTokenInsertOutcome.TooMany)));

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(ApiTokenInsertOutcome.Inserted, (await _store.InsertAsync(New(owner), Event, Cancel)).Outcome);
        Assert.Equal(ApiTokenInsertOutcome.TooMany, (await _store.InsertAsync(New(owner), Event, Cancel)).Outcome);
        Assert.Null(await _store.FindAsync(ending.Prefix, Cancel));
    }

    [Fact]
    public async Task RevokeAsync_ends_the_token_once_with_audit_event_and_news()
    {
        var (owner, other) = (Owner(await AgentAsync()), Owner(await AgentAsync()));
        var token = await InsertAsync(owner);

        Assert.False(await _store.RevokeAsync(other, token.Prefix, Event, Cancel));
        Assert.False(await _store.RevokeAsync(owner with { Kind = ApiTokenKind.User }, token.Prefix, Event, Cancel));
        Assert.NotNull(await _store.FindAsync(token.Prefix, Cancel));
        Assert.Empty(await NewsAsync());

        var revoked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _store.RevokeAsync(owner, token.Prefix, Event, Cancel)));
        Assert.Single(revoked, done => done);
        Assert.Equal([$"token:{token.Prefix}"], await NewsAsync());
        Assert.Equal(2, await OutboxAsync());
        Assert.Null(await _store.FindAsync(token.Prefix, Cancel));
        Assert.Null(await _store.UseAsync(token.Prefix, Cancel));
        Assert.Empty((await _store.ListAsync(owner, 10, null, Cancel)).Items);
    }

    [Fact]
    public async Task ListAsync_pages_newest_first_and_only_the_owners()
    {
        var owner = Owner(await AgentAsync());
        await InsertAsync(Owner(await AgentAsync()));
        var tokens = new List<ApiTokenRecord>();
        for (var i = 0; i < 5; i++) tokens.Add(await InsertAsync(owner));

        var first = await _store.ListAsync(owner, 2, null, Cancel);
        await InsertAsync(owner);
        var second = await _store.ListAsync(owner, 2, first.NextCursor, Cancel);
        var third = await _store.ListAsync(owner, 2, second.NextCursor, Cancel);
        Assert.Null(third.NextCursor);
        Assert.Equal(tokens.Select(t => t.Prefix).Reverse(), first.Items.Concat(second.Items).Concat(third.Items).Select(t => t.Prefix));
        await Assert.ThrowsAsync<FormatException>(() => _store.ListAsync(owner, 2, "bm9uZQ", Cancel));
    }

    [Fact]
    public async Task UseAsync_writes_the_time_at_most_once_a_minute_and_never_back()
    {
        var owner = Owner(await AgentAsync());
        var token = await InsertAsync(owner);
        await _store.FindAsync(token.Prefix, Cancel);
        Assert.Null(await LastUsedAsync(owner));

        var first = _time.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.UseAsync(token.Prefix, Cancel)));
        Assert.Equal(first, await LastUsedAsync(owner));
        _time.Advance(TimeSpan.FromSeconds(59));
        await _store.UseAsync(token.Prefix, Cancel);
        Assert.Equal(first, await LastUsedAsync(owner));
        _time.Advance(TimeSpan.FromSeconds(1));
        await _store.UseAsync(token.Prefix, Cancel);
        Assert.Equal(first.AddMinutes(1), await LastUsedAsync(owner));
        await new PostgresApiTokenStore(_database, new FakeTimeProvider()).UseAsync(token.Prefix, Cancel);
        Assert.Equal(first.AddMinutes(1), await LastUsedAsync(owner));
    }

    [Fact]
    public async Task Deleted_agent_loses_its_tokens_with_news_of_all()
    {
        var agent = await AgentAsync();
        var (one, two, bystander) = (await InsertAsync(Owner(agent)), await InsertAsync(Owner(agent)), await InsertAsync(Owner(await AgentAsync())));
        Assert.True(await _agents.SoftDeleteAsync(agent.Id, agent.Version, Event, Cancel));

        Assert.Null(await _store.FindAsync(one.Prefix, Cancel));
        Assert.Null(await _store.UseAsync(two.Prefix, Cancel));
        Assert.NotNull(await _store.FindAsync(bystander.Prefix, Cancel));
        Assert.Equal(new HashSet<string> { $"agent:{agent.Id:D}", $"token:{one.Prefix}", $"token:{two.Prefix}" }, [.. await NewsAsync()]);
        Assert.Equal(ApiTokenInsertOutcome.OwnerGone, (await _store.InsertAsync(New(Owner(agent)), Event, Cancel)).Outcome);
    }

    [Fact]
    public async Task Tokens_inserted_while_their_agent_is_deleted_are_revoked_or_refused()
    {
        var agent = await AgentAsync();
        var inserting = Enumerable.Range(0, 12).Select(_ => _store.InsertAsync(New(Owner(agent)), Event, Cancel)).ToArray();
        Assert.True(await _agents.SoftDeleteAsync(agent.Id, agent.Version, Event, Cancel));
        await Task.WhenAll(inserting);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM api_tokens WHERE agent_id = @Id AND revoked_at IS NULL", agent));
    }

    [Fact]
    public async Task Agent_with_another_role_or_name_is_news_and_another_weight_is_not()
    {
        var agent = await AgentAsync();
        Assert.Equal(AgentUpdateOutcome.Updated, await _agents.UpdateAsync(agent with { Weight = 7, UpdatedAt = _time.GetUtcNow() }, 1, Event, Cancel));
        Assert.Empty(await NewsAsync());
        Assert.Equal(AgentUpdateOutcome.Updated, await _agents.UpdateAsync(agent with { Role = "admin", UpdatedAt = _time.GetUtcNow() }, 2, Event, Cancel));
        Assert.Equal([$"agent:{agent.Id:D}"], await NewsAsync());
        Assert.Equal(AgentUpdateOutcome.Stale, await _agents.UpdateAsync(agent with { Name = "other", UpdatedAt = _time.GetUtcNow() }, 2, Event, Cancel));
        Assert.Equal(AgentUpdateOutcome.Updated, await _agents.UpdateAsync(agent with { Role = "admin", Name = "other", UpdatedAt = _time.GetUtcNow() }, 3, Event, Cancel));
        Assert.Equal(2, (await NewsAsync()).Count);
        Assert.Equal(3, await OutboxAsync());
    }

    private static ApiTokenOwner Owner(AgentRecord agent) => new(ApiTokenKind.Agent, agent.Id);

    private ApiTokenRecord New(ApiTokenOwner owner) => new()
    {
        Prefix = ApiToken.Generate(owner.Kind).Prefix,
        Owner = owner,
        Name = "test",
        TokenHash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
        Scopes = ApiTokenRules.MostScopes,
        OperationId = Guid.NewGuid().ToString(),
        CreatedAt = _time.GetUtcNow(),
        CreatedBy = "someone",
    };

    private async Task<ApiTokenRecord> InsertAsync(ApiTokenOwner owner, DateTimeOffset? expiresAt = null) =>
        (await _store.InsertAsync(New(owner) with { ExpiresAt = expiresAt }, Event, Cancel)).Token!;

    // Written without the store's event, so that the counts below are the tokens' own.
    private async Task<AgentRecord> AgentAsync(string role = "agent")
    {
        var (id, name) = (Guid.CreateVersion7(), $"agent-{Interlocked.Increment(ref _names)}");
        await RunAsync(
            "INSERT INTO agents (id, name, display_name, role, kind, status_changed_at, created_at, updated_at) VALUES (@id, @name, @name, @role, 'none', @now, @now, @now)",
            new { id, name, role, now = _time.GetUtcNow() });
        return (await _agents.GetAsync(id, Cancel))!;
    }

    private async Task<Guid> UserAsync()
    {
        var id = Guid.CreateVersion7();
        await RunAsync(
            "INSERT INTO users (id, email, display_name, role, password_hash, created_at, updated_at) VALUES (@id, @email, 'Ada', 'operator', '$scrypt$x', now(), now())",
            new { id, email = $"{id:N}@example.org" });
        return id;
    }

    private async Task<DateTimeOffset?> LastUsedAsync(ApiTokenOwner owner) => (await _store.ListAsync(owner, 10, null, Cancel)).Items.Single().LastUsedAt;

    private Task<int> OutboxAsync() => CountAsync("SELECT count(*) FROM audit_outbox", new { });

    private Task<List<string>> NewsAsync() => _database.ExecuteAsync(
        async (connection, _) => (await connection.QueryAsync<string>("SELECT tag FROM revocations ORDER BY version")).AsList(), Cancel);

    private Task<int> CountAsync(string sql, object parameters) => _database.ExecuteAsync((connection, _) => connection.ExecuteScalarAsync<int>(sql, parameters), Cancel);

    private Task<int> RunAsync(string sql, object parameters) => _database.ExecuteAsync((connection, _) => connection.ExecuteAsync(sql, parameters), Cancel);
}

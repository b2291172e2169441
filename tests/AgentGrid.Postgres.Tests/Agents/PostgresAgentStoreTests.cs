using AgentGrid.Domain;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Agents;
using AgentGrid.Postgres.Database;
using AgentGrid.Testing;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Agents;

public sealed class PostgresAgentStoreTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AgentFilter All = new();
    private static readonly AuditEvent Event = new() { Time = Now, Actor = new AuditActor("someone", "user", null), Action = "test.write" };

    private GridDatabase _database = null!;
    private PostgresAgentStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresAgentStore(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task InsertAsync_then_GetAsync_gives_every_field_back()
    {
        var agent = New("full") with
        {
            DisplayName = "Größe ✓",
            Role = "admin",
            Model = "m",
            ApiKeyEncrypted = "enc:k:abc",
            ApiKeyLast4 = "wxyz",
            Pool = "fast",
            Weight = 5,
            MaxConcurrency = 7,
            TimeoutSeconds = 30,
            MaxFails = 2,
            FailTimeoutSeconds = 20,
            HealthPath = "/health",
            OperationId = "op-1",
        };

        var result = await _store.InsertAsync(agent, Event, Cancel);

        Assert.Equal(AgentInsertOutcome.Inserted, result.Outcome);
        Assert.Equal(agent with { Position = result.Agent!.Position, StatusChangedAt = Now, UpdatedAt = Now }, result.Agent);
        Assert.Equal(result.Agent, await _store.GetAsync(agent.Id, Cancel));
        Assert.Equal(result.Agent, await _store.FindByNameAsync("full", Cancel));
    }

    [Fact]
    public async Task GetAsync_unknown_gives_null()
    {
        Assert.Null(await _store.GetAsync(Guid.CreateVersion7(), Cancel));
        Assert.Null(await _store.FindByNameAsync("nobody", Cancel));
    }

    [Fact]
    public async Task InsertAsync_same_name_at_once_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _store.InsertAsync(New("same"), Event, Cancel)));

        Assert.Single(results, result => result.Outcome == AgentInsertOutcome.Inserted);
        Assert.Equal(9, results.Count(result => result is { Outcome: AgentInsertOutcome.NameTaken, Agent: null }));
    }

    [Fact]
    public async Task InsertAsync_same_operation_at_once_gives_one_agent()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _store.InsertAsync(New("once") with { OperationId = "op" }, Event, Cancel)));

        Assert.Single(results, result => result.Outcome == AgentInsertOutcome.Inserted);
        Assert.Single(results.Select(result => result.Agent).Distinct());
    }

    [Fact]
    public async Task UpdateAsync_writes_and_counts_the_version()
    {
        var agent = await InsertAsync("before");
        var changed = agent with { Name = "after", Weight = 0, Endpoint = null, UpdatedAt = Now.AddHours(1) };

        Assert.Equal(AgentUpdateOutcome.Updated, await _store.UpdateAsync(changed, agent.Version, Event, Cancel));

        Assert.Equal(changed with { Version = 2 }, await _store.GetAsync(agent.Id, Cancel));
    }

    [Fact]
    public async Task UpdateAsync_two_writers_of_one_version_second_loses()
    {
        var agent = await InsertAsync("fenced");

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(weight => _store.UpdateAsync(agent with { Weight = weight, UpdatedAt = Now }, agent.Version, Event, Cancel)));

        Assert.Single(outcomes, AgentUpdateOutcome.Updated);
        Assert.Equal(7, outcomes.Count(outcome => outcome == AgentUpdateOutcome.Stale));
        Assert.Equal(2, (await _store.GetAsync(agent.Id, Cancel))!.Version);
    }

    [Fact]
    public async Task UpdateAsync_name_of_another_is_refused()
    {
        await InsertAsync("one");
        var two = await InsertAsync("two");

        Assert.Equal(AgentUpdateOutcome.NameTaken, await _store.UpdateAsync(two with { Name = "one", UpdatedAt = Now }, two.Version, Event, Cancel));
    }

    [Fact]
    public async Task SoftDeleteAsync_hides_the_agent_drops_its_key_and_frees_its_name()
    {
        var inserted = await _store.InsertAsync(New("gone") with { ApiKeyEncrypted = "enc:k:x", ApiKeyLast4 = "1234", OperationId = "op" }, Event, Cancel);
        var agent = inserted.Agent!;

        Assert.False(await _store.SoftDeleteAsync(agent.Id, agent.Version + 1, Event, Cancel));
        Assert.True(await _store.SoftDeleteAsync(agent.Id, agent.Version, Event, Cancel));
        Assert.False(await _store.SoftDeleteAsync(agent.Id, agent.Version, Event, Cancel));

        Assert.Null(await _store.GetAsync(agent.Id, Cancel));
        Assert.Equal(AgentUpdateOutcome.Stale, await _store.UpdateAsync(agent, agent.Version + 1, Event, Cancel));
        var replayed = await _store.InsertAsync(New("gone") with { OperationId = "op" }, Event, Cancel);
        Assert.Equal(AgentInsertOutcome.Replayed, replayed.Outcome);
        Assert.Null(replayed.Agent!.ApiKeyEncrypted);
        Assert.Equal(AgentInsertOutcome.Inserted, (await _store.InsertAsync(New("gone"), Event, Cancel)).Outcome);
    }

    [Fact]
    public async Task SetStatusAsync_change_is_stored_with_its_history_sameness_is_not()
    {
        var agent = await InsertAsync("probed");

        Assert.True(await _store.SetStatusAsync(agent.Id, "healthy", null, Event with { Time = Now.AddSeconds(1) }, Cancel));
        Assert.False(await _store.SetStatusAsync(agent.Id, "healthy", null, Event with { Time = Now.AddSeconds(2) }, Cancel));
        Assert.True(await _store.SetStatusAsync(agent.Id, "unhealthy", "connect refused", Event with { Time = Now.AddSeconds(3) }, Cancel));
        Assert.False(await _store.SetStatusAsync(agent.Id, "healthy", "late", Event with { Time = Now.AddSeconds(2) }, Cancel));
        Assert.False(await _store.SetStatusAsync(Guid.CreateVersion7(), "healthy", null, Event with { Time = Now }, Cancel));

        var stored = await _store.GetAsync(agent.Id, Cancel);
        Assert.Equal(("unhealthy", Now.AddSeconds(3), agent.Version), (stored!.Status, stored.StatusChangedAt, stored.Version));
        var first = await _store.HealthHistoryAsync(agent.Id, 1, null, Cancel);
        var second = await _store.HealthHistoryAsync(agent.Id, 1, first.NextCursor, Cancel);
        Assert.Equal(("unhealthy", "connect refused"), (first.Items[0].Status, first.Items[0].Detail));
        Assert.Equal(("healthy", agent.Id, Now.AddSeconds(1)), (second.Items[0].Status, second.Items[0].AgentId, second.Items[0].At));
        Assert.Null(second.NextCursor);
        // The insertion and both changes.
        Assert.Equal(3, await _database.ExecuteAsync((connection, _) => connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM audit_outbox"), Cancel));
    }

    [Fact]
    public async Task ListAsync_while_others_insert_shows_each_agent_once_and_none_of_the_first_is_missing()
    {
        var before = new List<Guid>();
        for (var i = 0; i < 20; i++)
            before.Add((await InsertAsync($"before-{i}")).Id);
        var inserting = Task.Run(async () => await Task.WhenAll(Enumerable.Range(0, 20).Select(i => InsertAsync($"during-{i}"))), Cancel);

        var seen = new List<AgentRecord>();
        string? cursor = null;
        do
        {
            var page = await _store.ListAsync(3, cursor, All, Cancel);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        await inserting;

        Assert.Equal(seen.Count, seen.DistinctBy(agent => agent.Id).Count());
        Assert.Equal(before, seen.Select(agent => agent.Id).Take(20));
        Assert.Equal(seen.Select(agent => agent.Position).Order(), seen.Select(agent => agent.Position));
    }

    [Fact]
    public async Task ListAsync_last_page_that_is_full_has_no_cursor()
    {
        await InsertAsync("a1");
        await InsertAsync("a2");

        Page<AgentRecord> page = await _store.ListAsync(2, null, All, Cancel);

        Assert.Equal(2, page.Items.Count);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData("fast", null, null, null, "b1")]
    [InlineData(null, "ollama", null, null, "b1")]
    [InlineData(null, null, "healthy", null, "c1")]
    [InlineData(null, null, null, "ALPHA", "a1")]
    [InlineData(null, null, null, "100%", "c1")]
    [InlineData(null, null, null, "_", "")]
    [InlineData("fast", "openai", null, null, "")]
    public async Task ListAsync_filters_by_what_is_asked(string? pool, string? kind, string? status, string? query, string expected)
    {
        await _store.InsertAsync(New("a1") with { DisplayName = "Alpha" }, Event, Cancel);
        await _store.InsertAsync(New("b1") with { Pool = "fast", Kind = "ollama" }, Event, Cancel);
        var third = await _store.InsertAsync(New("c1") with { DisplayName = "100% sure" }, Event, Cancel);
        await _store.SetStatusAsync(third.Agent!.Id, "healthy", null, Event with { Time = Now }, Cancel);

        var page = await _store.ListAsync(10, null, new AgentFilter { Pool = pool, Kind = kind, Status = status, Query = query }, Cancel);

        Assert.Equal(expected, string.Join(',', page.Items.Select(agent => agent.Name)));
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("YWJj")]
    [InlineData("")]
    public async Task ListAsync_cursor_of_something_else_is_refused(string cursor)
    {
        await Assert.ThrowsAsync<FormatException>(() => _store.ListAsync(10, cursor, All, Cancel));
    }

    [Fact]
    public async Task ListPoolMembersAsync_gives_those_with_an_endpoint_in_order_of_registration()
    {
        await _store.InsertAsync(New("z-first") with { Pool = "slow" }, Event, Cancel);
        await _store.InsertAsync(New("identity") with { Pool = "slow", Kind = "none", Endpoint = null }, Event, Cancel);
        await _store.InsertAsync(New("elsewhere"), Event, Cancel);
        await _store.InsertAsync(New("a-second") with { Pool = "slow", Weight = 0 }, Event, Cancel);

        Assert.Equal(["z-first", "a-second"], (await _store.ListPoolMembersAsync("slow", Cancel)).Select(agent => agent.Name));
        Assert.Equal(["default", "slow"], await _store.ListPoolsAsync(Cancel));
        Assert.Equal(3, (await _store.ListProbedIdsAsync(Cancel)).Count);
    }

    [Fact]
    public async Task ListPoolsAsync_default_exists_always()
    {
        Assert.Equal(["default"], await _store.ListPoolsAsync(Cancel));
    }

    [Theory]
    [InlineData("name = 'Not A Slug'")]
    [InlineData("name = 'x'")]
    [InlineData("weight = 1001")]
    [InlineData("weight = -1")]
    [InlineData("max_concurrency = 0")]
    [InlineData("kind = 'other'")]
    [InlineData("role = 'root'")]
    [InlineData("status = 'dead'")]
    [InlineData("api_key_encrypted = 'sk-plain', api_key_last4 = 'lain'")]
    [InlineData("api_key_encrypted = 'enc:x'")]
    [InlineData("health_path = 'x'")]
    public async Task Agents_values_out_of_bounds_are_refused_by_the_database(string assignment)
    {
        await InsertAsync("bounded");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync((connection, _) => connection.ExecuteAsync($"UPDATE agents SET {assignment}"), Cancel));

        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal.SqlState);
    }

    [Fact]
    public async Task Keys_walk_and_replace_by_compare_and_set()
    {
        var keys = new PostgresAgentKeys(_database);
        for (var i = 0; i < 5; i++)
            await _store.InsertAsync(New($"keyed-{i}") with { ApiKeyEncrypted = $"enc:old:{i}", ApiKeyLast4 = "1234" }, Event, Cancel);
        await InsertAsync("keyless");

        var first = await keys.ListAsync(null, 3, Cancel);
        var second = await keys.ListAsync(first[^1].RowId, 3, Cancel);

        Assert.Equal((3, 2), (first.Count, second.Count));
        Assert.Equal(AgentSecret.Identity(Guid.Parse(first[0].RowId)), keys.IdentityOf(first[0].RowId));
        Assert.True(await keys.ReplaceAsync(first[0], "enc:new:0", Cancel));
        Assert.False(await keys.ReplaceAsync(first[0], "enc:new:1", Cancel));
        Assert.Equal("enc:new:0", (await _store.GetAsync(Guid.Parse(first[0].RowId), Cancel))!.ApiKeyEncrypted);
    }

    private async Task<AgentRecord> InsertAsync(string name) => (await _store.InsertAsync(New(name), Event, Cancel)).Agent!;

    private static AgentRecord New(string name) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        DisplayName = name,
        Kind = "openai",
        Endpoint = "http://127.0.0.1:1/v1",
        CreatedAt = Now,
    };
}

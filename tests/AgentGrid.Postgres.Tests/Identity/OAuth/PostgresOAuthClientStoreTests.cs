using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Identity.OAuth;

public sealed class PostgresOAuthClientStoreTests(TestPostgres postgres) : OAuthStoreTest(postgres)
{
    private static readonly ClientDefinition Robot = new()
    {
        ClientId = "robot.1",
        Name = "Röbot ✓",
        Type = ClientType.Confidential,
        GrantTypes = [GrantType.ClientCredentials],
        Scopes = ScopeSet.Grid,
        Role = "operator",
    };

    [Fact]
    public async Task InsertAsync_then_GetAsync_gives_every_field_back()
    {
        var full = App with
        {
            ClientId = "full",
            GrantTypes = [GrantType.AuthorizationCode, GrantType.RefreshToken, GrantType.ClientCredentials],
            RedirectUris = ["https://a.example/cb", "https://b.example/cb?x=1,2"],
            PostLogoutRedirectUris = ["https://a.example/bye"],
            IdTokenAlgorithm = JwtAlgorithm.Es256,
            IsFirstParty = true,
            Role = "admin",
        };
        var secret = OpaqueHandle.Create();

        Assert.Equal(ClientInsertOutcome.Inserted, await Clients.InsertAsync(New(full, secret, "op"), Event("client.created"), Cancel));

        var stored = (await Clients.GetAsync("full", Cancel))!;
        Assert.Equal(full.RedirectUris.AsEnumerable(), stored.Definition.RedirectUris.AsEnumerable());
        Assert.Equal(full.PostLogoutRedirectUris.AsEnumerable(), stored.Definition.PostLogoutRedirectUris.AsEnumerable());
        Assert.Equal(full.GrantTypes.AsEnumerable(), stored.Definition.GrantTypes.AsEnumerable());
        Assert.Equal(
            full,
            stored.Definition with { GrantTypes = full.GrantTypes, RedirectUris = full.RedirectUris, PostLogoutRedirectUris = full.PostLogoutRedirectUris });
        Assert.Equal((1, "op", Time.GetUtcNow(), Time.GetUtcNow()), (stored.Version, stored.OperationId, stored.CreatedAt, stored.UpdatedAt));
        Assert.True(stored.HasSecret(secret.Value));
        Assert.False(stored.HasSecret(OpaqueHandle.Create().Value));
        Assert.False(stored.HasSecret(null));
        Assert.Equal(0, await ScalarAsync<int>("SELECT count(*)::int FROM oauth_clients WHERE secret_hash = convert_to(@value, 'UTF8')", new { value = secret.Value }));
    }

    [Fact]
    public async Task InsertAsync_same_id_at_once_one_wins_and_one_event_is_written()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Clients.InsertAsync(New(Robot, operation: $"op-{i}"), Event("client.raced"), Cancel)));

        Assert.Single(outcomes, ClientInsertOutcome.Inserted);
        Assert.Equal(9, outcomes.Count(outcome => outcome == ClientInsertOutcome.IdTaken));
        Assert.Equal(1, await EventsAsync("client.raced"));
    }

    [Fact]
    public async Task InsertAsync_repeated_operation_has_the_secret_of_the_repetition()
    {
        var (first, second) = (OpaqueHandle.Create(), OpaqueHandle.Create());
        await Clients.InsertAsync(New(Robot, first, "op"), Event("client.created"), Cancel);

        Assert.Equal(ClientInsertOutcome.Replayed, await Clients.InsertAsync(New(Robot, second, "op"), Event("client.created"), Cancel));

        var stored = (await Clients.GetAsync(Robot.ClientId, Cancel))!;
        Assert.True(stored.HasSecret(second.Value));
        Assert.False(stored.HasSecret(first.Value));
        Assert.Equal(ClientInsertOutcome.IdTaken, await Clients.InsertAsync(New(Robot, second, "other"), Event("client.created"), Cancel));
    }

    [Fact]
    public async Task UpdateAsync_two_writers_of_one_version_second_loses()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            Clients.UpdateAsync(New(App with { Name = $"n{i}" }), 1, Event("client.updated"), Cancel)));

        Assert.Single(written, true);
        Assert.Equal(2, (await Clients.GetAsync("app", Cancel))!.Version);
        Assert.Equal((1, 1), (await EventsAsync("client.updated"), await NewsAsync("client:app")));
    }

    [Fact]
    public async Task UpdateAsync_changes_neither_secret_nor_type()
    {
        var secret = OpaqueHandle.Create();
        await Clients.InsertAsync(New(Robot, secret), Event("client.created"), Cancel);

        Assert.True(await Clients.UpdateAsync(New(Robot with { Role = null }), 1, Event("client.updated"), Cancel));
        Assert.False(await Clients.UpdateAsync(New(Robot with { Type = ClientType.Public }), 2, Event("client.updated"), Cancel));

        var stored = (await Clients.GetAsync(Robot.ClientId, Cancel))!;
        Assert.True(stored.HasSecret(secret.Value));
        Assert.Null(stored.Definition.Role);
    }

    [Fact]
    public async Task SetSecretAsync_is_fenced_and_ends_the_old_one()
    {
        var (first, second) = (OpaqueHandle.Create(), OpaqueHandle.Create());
        await Clients.InsertAsync(New(Robot, first), Event("client.created"), Cancel);

        Assert.False(await Clients.SetSecretAsync(Robot.ClientId, 2, second.Hash, Event("client.updated"), Cancel));
        Assert.True(await Clients.SetSecretAsync(Robot.ClientId, 1, second.Hash, Event("client.updated"), Cancel));

        var stored = (await Clients.GetAsync(Robot.ClientId, Cancel))!;
        Assert.True(stored.HasSecret(second.Value) && !stored.HasSecret(first.Value));
    }

    [Fact]
    public async Task DeleteAsync_ends_grants_and_consents_and_the_id_is_never_given_again()
    {
        var (grant, token) = await BeginAsync();
        var consents = new PostgresConsentStore(Database);
        await consents.GiveAsync(User, "app", ScopeSet.OpenId, Event("consent.given"), Cancel);

        Assert.False(await Clients.DeleteAsync("app", 7, Event("client.deleted"), Cancel));
        Assert.True(await Clients.DeleteAsync("app", 1, Event("client.deleted"), Cancel));
        Assert.False(await Clients.DeleteAsync("app", 2, Event("client.deleted"), Cancel));

        Assert.Null(await Clients.GetAsync("app", Cancel));
        Assert.Null(await new GrantCredentials(Database).FindAsync(grant.ToString("D"), Cancel));
        Assert.Equal(RefreshOutcome.Refused, (await RefreshAsync(token, token.CreateSuccessor())).Outcome);
        Assert.Null(await consents.FindAsync(User, "app", Cancel));
        Assert.Equal(ClientInsertOutcome.IdTaken, await Clients.InsertAsync(New(App), Event("client.created"), Cancel));
        Assert.Equal((1, 1), (await EventsAsync("client.deleted"), await NewsAsync("client:app")));
        Assert.Empty((await Clients.ListAsync(10, null, Cancel)).Items);
    }

    [Fact]
    public async Task ListAsync_pages_in_order_of_registration()
    {
        foreach (var id in (string[])["c2", "c1", "c3"]) await Clients.InsertAsync(New(Robot with { ClientId = id }), Event("client.created"), Cancel);

        var first = await Clients.ListAsync(3, null, Cancel);
        var second = await Clients.ListAsync(3, first.NextCursor, Cancel);

        Assert.Equal(["app", "c2", "c1"], first.Items.Select(client => client.Definition.ClientId));
        Assert.Equal(["c3"], second.Items.Select(client => client.Definition.ClientId));
        Assert.Null(second.NextCursor);
        await Assert.ThrowsAsync<FormatException>(() => Clients.ListAsync(3, "YWJj", Cancel));
    }

    [Fact]
    public async Task ClientCredentials_FindAsync_is_who_the_client_is_now()
    {
        var source = new ClientCredentials(Database);
        await Clients.InsertAsync(New(Robot), Event("client.created"), Cancel);

        var live = (await source.FindAsync("robot.1", Cancel))!;
        Assert.Equal(("robot.1", "operator", "Röbot ✓"), (live.Subject, live.Role, live.Name));
        Assert.Equal(["client:robot.1"], live.Tags.AsEnumerable());
        Assert.Null(await source.FindAsync("app", Cancel));
        Assert.Null(await source.FindAsync("nobody", Cancel));
        await Clients.DeleteAsync("robot.1", 1, Event("client.deleted"), Cancel);
        Assert.Null(await source.FindAsync("robot.1", Cancel));
    }

    [Fact]
    public async Task Consents_add_up()
    {
        var consents = new PostgresConsentStore(Database);
        Assert.Null(await consents.FindAsync(User, "app", Cancel));

        await Task.WhenAll(
            consents.GiveAsync(User, "app", ScopeSet.OpenId.Union(ScopeSet.Grid), Event("consent.given"), Cancel),
            consents.GiveAsync(User, "app", ScopeSet.Rooms.Union(ScopeSet.OpenId), Event("consent.given"), Cancel));

        Assert.Equal(new Consent(ScopeSet.OpenId.Union(ScopeSet.Grid).Union(ScopeSet.Rooms), Time.GetUtcNow()), await consents.FindAsync(User, "app", Cancel));
        Assert.Equal(2, await EventsAsync("consent.given"));
    }
}

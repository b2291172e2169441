using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Identity;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Identity.OAuth;

public sealed class PostgresOAuthGrantStoreTests(TestPostgres postgres) : OAuthStoreTest(postgres)
{
    private GrantCredentials Source => new(Database);

    [Fact]
    public async Task FindCodeAsync_gives_every_field_back()
    {
        var (handle, code) = await AuthorizeAsync();

        var stored = (await Grants.FindCodeAsync(handle.Hash, Cancel))!;

        Assert.Equal(["pwd"], stored.Code.Methods.AsEnumerable());
        Assert.Equal(code, stored.Code with { Methods = code.Methods });
        Assert.True(stored.IsGrantLive);
        Assert.Equal(new GrantHolder("operator", true), stored.Holder);
        Assert.Null(await Grants.FindCodeAsync(OpaqueHandle.Create().Hash, Cancel));
        Assert.Equal(1, await EventsAsync(AuditActions.GrantIssued));
    }

    [Theory]
    [InlineData("UPDATE users SET disabled_at = @now")]
    [InlineData("UPDATE users SET deleted_at = @now")]
    [InlineData("UPDATE sessions SET revoked_at = @now")]
    [InlineData("UPDATE sessions SET ends_at = @now")]
    [InlineData("UPDATE oauth_clients SET deleted_at = @now")]
    public async Task AddAsync_for_what_has_ended_writes_nothing(string end)
    {
        await RunAsync(end);

        Assert.False(await Grants.AddAsync(NewCode(OpaqueHandle.Create()), Event(AuditActions.GrantIssued), Cancel));

        Assert.Equal(0, await ScalarAsync<int>("SELECT count(*)::int FROM oauth_grants"));
        Assert.Equal(0, await EventsAsync(AuditActions.GrantIssued));
    }

    [Fact]
    public async Task Twenty_uses_of_one_code_at_once_grant_once_and_revoke_the_grant()
    {
        for (var round = 0; round < 5; round++)
        {
            var (handle, code) = await AuthorizeAsync();

            var uses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => UseAsync(handle), Cancel)));

            Assert.Single(uses, use => use.Outcome == CodeOutcome.Granted);
            Assert.Equal(19, uses.Count(use => use.Outcome == CodeOutcome.Replayed));
            Assert.Null(await Source.FindAsync(code.GrantId.ToString("D"), Cancel));
            Assert.Equal(1, await NewsAsync($"grant:{code.GrantId:D}"));
        }
    }

    [Theory]
    [InlineData("other", RedirectUri, Verifier, 0)]
    [InlineData("app", "https://app.example/cb/", Verifier, 0)]
    [InlineData("app", null, Verifier, 0)]
    [InlineData("app", RedirectUri, "wrong-verifier-wrong-verifier-wrong-verifier", 0)]
    [InlineData("app", RedirectUri, null, 0)]
    [InlineData("app", RedirectUri, Verifier, 60)]
    public async Task A_failing_use_spends_the_code(string client, string? redirectUri, string? verifier, int seconds)
    {
        var (handle, code) = await AuthorizeAsync();
        Time.Advance(TimeSpan.FromSeconds(seconds));

        var failing = await Exchange.UseAsync(handle, App with { ClientId = client }, redirectUri, verifier, RefreshToken.Create(), Audit, Cancel);

        Assert.Equal(CodeOutcome.Refused, failing.Outcome);
        Assert.Equal(CodeOutcome.Replayed, (await UseAsync(handle)).Outcome);
        Assert.Null(await Source.FindAsync(code.GrantId.ToString("D"), Cancel));
        Assert.Equal(0, await EventsAsync(AuditActions.TokenIssued));
    }

    [Theory]
    [InlineData("UPDATE users SET disabled_at = @now")]
    [InlineData("UPDATE oauth_grants SET revoked_at = @now")]
    public async Task A_code_of_a_user_or_grant_that_ended_is_refused(string end)
    {
        var (handle, _) = await AuthorizeAsync();
        await RunAsync(end);

        Assert.Equal(CodeOutcome.Refused, (await UseAsync(handle)).Outcome);
        Assert.Equal(0, await ScalarAsync<int>("SELECT count(*)::int FROM oauth_refresh_families"));
    }

    [Fact]
    public async Task A_family_begins_only_where_scope_and_client_allow_it()
    {
        await UseAsync((await AuthorizeAsync("openid")).Handle);
        var withoutGrantType = App with { GrantTypes = [GrantType.AuthorizationCode] };
        await Exchange.UseAsync((await AuthorizeAsync()).Handle, withoutGrantType, RedirectUri, Verifier, RefreshToken.Create(), Audit, Cancel);
        Assert.Equal(0, await ScalarAsync<int>("SELECT count(*)::int FROM oauth_refresh_families"));

        await UseAsync((await AuthorizeAsync()).Handle);
        Assert.Equal(1, await ScalarAsync<int>("SELECT count(*)::int FROM oauth_refresh_families"));
    }

    [Fact]
    public async Task Twenty_refreshes_with_one_token_at_once_rotate_once_and_end_the_family()
    {
        var (grant, token) = await BeginAsync();

        var uses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            var next = token.CreateSuccessor();
            return ((await RefreshAsync(token, next)).Outcome, next);
        }, Cancel)));

        var winner = Assert.Single(uses, use => use.Outcome == RefreshOutcome.Rotated);
        Assert.Contains(uses, use => use.Outcome == RefreshOutcome.Reused);
        Assert.Equal(RefreshOutcome.Refused, (await RefreshAsync(winner.next, winner.next.CreateSuccessor())).Outcome);
        Assert.Null(await Source.FindAsync(grant.ToString("D"), Cancel));
    }

    [Fact]
    public async Task A_refresh_token_of_another_client_ends_the_family()
    {
        var (_, token) = await BeginAsync();

        Assert.Equal(RefreshOutcome.Reused, (await RefreshAsync(token, token.CreateSuccessor(), "other")).Outcome);
        Assert.Equal(RefreshOutcome.Refused, (await RefreshAsync(token, token.CreateSuccessor())).Outcome);
    }

    [Fact]
    public async Task RevokeAsync_is_told_once()
    {
        var (grant, _) = await BeginAsync();

        var ended = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Grants.RevokeAsync(grant, Event(AuditActions.GrantRevoked), Cancel)));

        Assert.Single(ended, true);
        Assert.Equal((1, 1), (await EventsAsync(AuditActions.GrantRevoked), await NewsAsync($"grant:{grant:D}")));
    }

    [Fact]
    public async Task A_session_that_ends_takes_what_was_not_given_offline_access()
    {
        var (_, online) = await AuthorizeAsync("openid grid");
        var (offline, _) = await BeginAsync();
        var sessions = new PostgresSessionStore(Database, SessionPolicy.Default, Time);

        Assert.True(await sessions.EndAsync(User, Session, Event(AuditActions.UserSignedOut), Cancel));

        Assert.Null(await Source.FindAsync(online.GrantId.ToString("D"), Cancel));
        Assert.NotNull(await Source.FindAsync(offline.ToString("D"), Cancel));
        Assert.Equal(1, await NewsAsync($"session:{Session:D}"));

        await sessions.EndAllAsync(User, null, Event(AuditActions.UserSessionsEnded), Cancel);
        Assert.Null(await Source.FindAsync(offline.ToString("D"), Cancel));
        Assert.Equal(1, await NewsAsync($"user:{User:D}"));
    }

    [Fact]
    public async Task GrantCredentials_FindAsync_is_who_the_user_is_now()
    {
        var (grant, _) = await BeginAsync();
        var live = (await Source.FindAsync(grant.ToString("D"), Cancel))!;
        Assert.Equal((User.ToString("D"), "operator", "ann@example.org"), (live.Subject, live.Role, live.Name));
        Assert.Equal([$"grant:{grant:D}", $"user:{User:D}", "client:app"], live.Tags.AsEnumerable());

        await RunAsync("UPDATE users SET role = 'user'");
        Assert.Equal("user", (await Source.FindAsync(grant.ToString("D"), Cancel))!.Role);
        await RunAsync("UPDATE users SET disabled_at = @now");
        Assert.Null(await Source.FindAsync(grant.ToString("D"), Cancel));
        Assert.Null(await Source.FindAsync(grant.ToString("N"), Cancel));
    }

    [Fact]
    public async Task PurgeAsync_deletes_what_can_be_good_no_more()
    {
        var (spent, _) = await AuthorizeAsync("openid");
        await UseAsync(spent);
        var (kept, token) = await BeginAsync();
        var (revoked, _) = await BeginAsync();
        await Grants.RevokeAsync(revoked, Event(AuditActions.GrantRevoked), Cancel);
        Assert.Equal(0, await Grants.PurgeAsync(100, Cancel));

        Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(1, await Grants.PurgeAsync(100, Cancel));
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await Grants.PurgeAsync(100, Cancel));
        Assert.Equal(RefreshOutcome.Rotated, (await RefreshAsync(token, token.CreateSuccessor())).Outcome);
        Assert.NotNull(await Source.FindAsync(kept.ToString("D"), Cancel));

        Time.Advance(TimeSpan.FromDays(90));
        Assert.Equal(1, await Grants.PurgeAsync(100, Cancel));
        Assert.Equal(0, await ScalarAsync<int>("SELECT (SELECT count(*) FROM oauth_codes)::int + (SELECT count(*) FROM oauth_refresh_families)::int"));
    }
}

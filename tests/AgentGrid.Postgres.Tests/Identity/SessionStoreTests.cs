using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Identity;

public sealed class SessionStoreTests(TestPostgres postgres) : IdentityStoreTest(postgres)
{
    private static readonly SessionPolicy Policy = SessionPolicy.Default;

    [Fact]
    public async Task FindAsync_live_says_who_it_is()
    {
        var user = await AddAsync("ada", UserRoles.Operator);
        var session = await SessionOfAsync(user);

        var found = await Credentials.FindAsync(session.ToString("D"), Cancel);

        Assert.NotNull(found);
        Assert.Equal((user.Id.ToString("D"), UserRoles.Operator, "ada@example.org"), (found.Subject, found.Role, found.Name));
        Assert.Equal([$"session:{session}", $"user:{user.Id}"], found.Tags);
        Assert.Equal(Now + Policy.Touch, found.RecheckAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("0198c0de-0000-7000-8000-000000000000")]
    public async Task FindAsync_unknown_gives_null(string id) => Assert.Null(await Credentials.FindAsync(id, Cancel));

    [Fact]
    public async Task FindAsync_after_the_end_gives_null()
    {
        var user = await AddAsync("ada");
        var session = await SessionOfAsync(user);

        Assert.True(await Sessions.EndAsync(user.Id, session, Audit(AuditActions.UserSignedOut), Cancel));

        Assert.False(await IsLiveAsync(session));
        Assert.Equal([$"session:{session}"], await NewsAsync());
        Assert.Equal(AuditActions.UserSignedOut, (await ActionsAsync())[^1]);
        Assert.False(await Sessions.EndAsync(user.Id, session, Audit(), Cancel));
    }

    [Fact]
    public async Task FindAsync_idle_gives_null_but_use_keeps_it_alive()
    {
        var user = await AddAsync("ada");
        var (used, idle) = (await SessionOfAsync(user), await SessionOfAsync(user));
        Time.Advance(Policy.Idle - TimeSpan.FromSeconds(1));
        Assert.True(await IsLiveAsync(used));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await IsLiveAsync(used));
        Assert.False(await IsLiveAsync(idle));
        Assert.Equal([used], (await Sessions.ListAsync(user.Id, 50, null, Cancel)).Items.Select(session => session.Id));
        Assert.False(await Sessions.EndAsync(user.Id, idle, Audit(), Cancel));
    }

    [Fact]
    public async Task FindAsync_writes_its_use_down_at_most_once_a_minute()
    {
        var session = await SessionOfAsync(await AddAsync("ada"));
        var begin = Now;
        Time.Advance(Policy.Touch - TimeSpan.FromSeconds(1));
        await IsLiveAsync(session);
        Assert.Equal(begin, (await Sessions.GetAsync(session, Cancel))!.LastSeenAt);
        Time.Advance(TimeSpan.FromSeconds(1));
        await IsLiveAsync(session);
        Assert.Equal(Now, (await Sessions.GetAsync(session, Cancel))!.LastSeenAt);
    }

    [Fact]
    public async Task FindAsync_expired_gives_null_however_much_it_was_used()
    {
        var user = await AddAsync("ada");
        var session = await SessionOfAsync(user);
        var end = Now + Policy.Absolute;
        while (Now < end - TimeSpan.FromSeconds(20))
        {
            Time.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromSeconds(0.5));
            var found = await Credentials.FindAsync(session.ToString("D"), Cancel);
            Assert.NotNull(found);
            Assert.True(found.RecheckAt <= end);
        }

        Time.Advance(end - Now);

        Assert.False(await IsLiveAsync(session));
        Assert.Empty((await Sessions.ListAsync(user.Id, 50, null, Cancel)).Items);
    }

    [Fact]
    public async Task FindAsync_of_a_disabled_user_gives_null_also_after_enabling()
    {
        var user = await AddAsync("ada");
        var session = await SessionOfAsync(user);
        await Users.UpdateAsync(user with { DisabledAt = Now }, 1, Audit(), Cancel);
        Assert.False(await IsLiveAsync(session));
        await Users.UpdateAsync(user, 2, Audit(), Cancel);
        Assert.False(await IsLiveAsync(session));
    }

    [Fact]
    public async Task FindAsync_of_a_deleted_user_gives_null()
    {
        var user = await AddAsync("ada");
        var session = await SessionOfAsync(user);
        await Users.DeleteAsync(user.Id, 1, Audit(), Cancel);
        Assert.False(await IsLiveAsync(session));
    }

    [Fact]
    public async Task FindAsync_after_a_change_of_role_gives_the_new_one()
    {
        var user = await AddAsync("ada");
        var session = await SessionOfAsync(user);
        await Users.UpdateAsync(user with { Role = UserRoles.Operator }, 1, Audit(), Cancel);
        Assert.Equal(UserRoles.Operator, (await Credentials.FindAsync(session.ToString("D"), Cancel))!.Role);
    }

    [Fact]
    public async Task SetPasswordAsync_ends_all_sessions_but_the_kept_one()
    {
        var user = await AddAsync("ada");
        var (kept, other) = (await SessionOfAsync(user), await SessionOfAsync(user));

        Assert.True(await Users.SetPasswordAsync(user.Id, 1, "$scrypt$new", kept, Audit(), Cancel));

        Assert.True(await IsLiveAsync(kept));
        Assert.False(await IsLiveAsync(other));
        Assert.Equal([$"user:{user.Id}"], await NewsAsync());
    }

    [Fact]
    public async Task EndAllAsync_ends_those_of_this_user_only()
    {
        var (ada, bob) = (await AddAsync("ada"), await AddAsync("bob"));
        var (kept, one, two, others) = (await SessionOfAsync(ada), await SessionOfAsync(ada), await SessionOfAsync(ada), await SessionOfAsync(bob));

        Assert.Equal(2, await Sessions.EndAllAsync(ada.Id, kept, Audit(), Cancel));

        Assert.Equal((true, false, false, true), (await IsLiveAsync(kept), await IsLiveAsync(one), await IsLiveAsync(two), await IsLiveAsync(others)));
        Assert.False(await Sessions.EndAsync(bob.Id, kept, Audit(), Cancel));
        Assert.Equal(0, await Sessions.EndAllAsync(ada.Id, kept, Audit(), Cancel));
    }

    [Fact]
    public async Task EndAsync_ends_what_was_authorized_in_the_session_but_not_offline()
    {
        var user = await AddAsync("ada");
        var (session, other) = (await SessionOfAsync(user), await SessionOfAsync(user));
        var (inside, offline, outside) = (await GrantAsync(user, session), await GrantAsync(user, session, "openid offline_access"), await GrantAsync(user, other));

        await Sessions.EndAsync(user.Id, session, Audit(), Cancel);

        Assert.Equal((false, true, true), (await IsGrantLiveAsync(inside), await IsGrantLiveAsync(offline), await IsGrantLiveAsync(outside)));
        Assert.Equal([$"session:{session}", $"grant:{inside}"], await NewsAsync());
    }

    [Theory]
    [InlineData("end all")]
    [InlineData("password")]
    [InlineData("reset factor")]
    [InlineData("disable")]
    [InlineData("delete")]
    public async Task What_ends_all_sessions_ends_all_grants_too(string deed)
    {
        var (user, other) = (await AddAsync("ada"), await AddAsync("bob"));
        var session = await SessionOfAsync(user);
        var (grant, foreign) = (await GrantAsync(user, session, "openid offline_access"), await GrantAsync(other, await SessionOfAsync(other)));

        await (deed switch
        {
            "end all" => Sessions.EndAllAsync(user.Id, null, Audit(), Cancel),
            "password" => Users.SetPasswordAsync(user.Id, 1, "$scrypt$new", null, Audit(), Cancel),
            "reset factor" => Users.RemoveTotpAsync(user, null, Audit(), Cancel),
            "disable" => Users.UpdateAsync(user with { DisabledAt = Now }, 1, Audit(), Cancel),
            _ => (Task)Users.DeleteAsync(user.Id, 1, Audit(), Cancel),
        });

        Assert.False(await IsLiveAsync(session));
        // Also when the user is enabled again.
        Assert.Equal(1, await Database.ExecuteAsync(
            (connection, token) => connection.ExecuteScalarAsync<int>(new CommandDefinition("SELECT count(*) FROM oauth_grants WHERE id = @grant AND revoked_at IS NOT NULL", new { grant }, cancellationToken: token)), Cancel));
        Assert.True(await IsGrantLiveAsync(foreign));
        Assert.Equal([$"user:{user.Id}"], await NewsAsync());
    }

    [Fact]
    public async Task The_kept_session_keeps_what_was_authorized_in_it()
    {
        var user = await AddAsync("ada");
        var (kept, other) = (await SessionOfAsync(user), await SessionOfAsync(user));
        var (inside, outside) = (await GrantAsync(user, kept), await GrantAsync(user, other, "openid offline_access"));

        Assert.Equal(1, await Sessions.EndAllAsync(user.Id, kept, Audit(), Cancel));

        Assert.Equal((true, false), (await IsGrantLiveAsync(inside), await IsGrantLiveAsync(outside)));
    }

    [Fact]
    public async Task ListAsync_pages_newest_first()
    {
        var user = await AddAsync("ada");
        var sessions = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            sessions.Insert(0, await SessionOfAsync(user));
        }

        var first = await Sessions.ListAsync(user.Id, 3, null, Cancel);
        var second = await Sessions.ListAsync(user.Id, 3, first.NextCursor, Cancel);

        Assert.Equal(sessions, first.Items.Concat(second.Items).Select(session => session.Id));
        Assert.Null(second.NextCursor);
        await Assert.ThrowsAsync<FormatException>(() => Sessions.ListAsync(user.Id, 3, "bm9uc2Vuc2U", Cancel));
    }

    [Fact]
    public async Task PurgeAsync_deletes_what_ended_long_ago_in_portions()
    {
        var user = await AddAsync("ada");
        for (var i = 0; i < 3; i++) await SessionOfAsync(user);
        Time.Advance(TimeSpan.FromDays(30) + Policy.Absolute + TimeSpan.FromSeconds(1));
        var young = await SessionOfAsync(user);

        Assert.Equal(2, await Sessions.PurgeAsync(TimeSpan.FromDays(30), 2, Cancel));
        Assert.Equal(1, await Sessions.PurgeAsync(TimeSpan.FromDays(30), 2, Cancel));
        Assert.NotNull(await Sessions.GetAsync(young, Cancel));
    }
}

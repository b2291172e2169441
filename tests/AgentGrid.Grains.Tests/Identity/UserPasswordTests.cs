using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Identity;

public sealed class UserPasswordTests(TestPostgres postgres) : UserTest(postgres)
{
    private static readonly string Other = HashOf("another password");

    [Fact]
    public async Task ChangePasswordAsync_by_the_user_ends_the_other_sessions()
    {
        var user = await AddAsync("ada");
        var (kept, other) = (await SignedInAsync(user, device: "one"), await SignedInAsync(user, device: "two"));

        await User(user).ChangePasswordAsync(CallerOf(user, kept), 1, Other, kept, Cancel);

        Assert.Equal(Other, (await Host.Users.GetAsync(user.Id.Value, Cancel))!.PasswordHash);
        Assert.Null((await Host.Sessions.GetAsync(kept, Cancel))!.RevokedAt);
        Assert.NotNull((await Host.Sessions.GetAsync(other, Cancel))!.RevokedAt);
        Assert.Equal(1, await EventsAsync(AuditActions.PasswordChanged));
        Assert.Equal(SignInStatus.Superseded, (await User(user).SignInAsync(Stranger, With(passwordVersion: 1), Cancel)).Status);
        Assert.Equal(SignInStatus.SignedIn, (await User(user).SignInAsync(Stranger, With(passwordVersion: 2), Cancel)).Status);
    }

    [Fact]
    public async Task ChangePasswordAsync_verified_against_an_older_password_is_refused()
    {
        var user = await AddAsync("ada");
        await User(user).ChangePasswordAsync(CallerOf(user), 1, Other, null, Cancel);

        await RefusedAsync(GridErrorCode.Conflict, () => User(user).ChangePasswordAsync(CallerOf(user), 1, Hash, null, Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).ChangePasswordAsync(CallerOf(user), 2, "plain", null, Cancel));
    }

    [Fact]
    public async Task ChangePasswordAsync_by_an_administrator_ends_all_sessions()
    {
        var user = await AddAsync("ada");
        await SignedInAsync(user);

        await User(user).ChangePasswordAsync(Admin, null, Other, null, Cancel);

        Assert.Equal(0, await LiveSessionsAsync(user));
    }

    [Fact]
    public async Task ChangePasswordAsync_without_the_present_one_is_refused_to_everybody_for_themselves()
    {
        var (user, admin) = (await AddAsync("ada"), await AddAsync("admin", GridRoles.Admin));

        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).ChangePasswordAsync(CallerOf(user), null, Other, null, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(admin).ChangePasswordAsync(CallerOf(admin), null, Other, null, Cancel));
    }

    [Fact]
    public async Task EndSessionsAsync_by_user_and_administrator()
    {
        var user = await AddAsync("ada");
        var kept = await SignedInAsync(user);
        await SignedInAsync(user);

        Assert.Equal(1, await User(user).EndSessionsAsync(CallerOf(user), kept, Cancel));
        Assert.Equal(1, await User(user).EndSessionsAsync(Admin, null, Cancel));
        Assert.Equal(0, await User(user).EndSessionsAsync(Admin, null, Cancel));
    }

    [Fact]
    public async Task EndSessionAsync_ends_one_of_the_users_own()
    {
        var (user, other) = (await AddAsync("ada"), await AddAsync("bob"));
        var (own, second, foreign) = (await SignedInAsync(user), await SignedInAsync(user), await SignedInAsync(other));

        await User(user).EndSessionAsync(CallerOf(user, own), own, Cancel);
        await User(user).EndSessionAsync(Admin, second, Cancel);

        Assert.Equal(0, await LiveSessionsAsync(user));
        Assert.Equal((1, 1), (await EventsAsync(AuditActions.UserSignedOut), await EventsAsync(AuditActions.UserSessionsEnded)));
        await RefusedAsync(GridErrorCode.NotFound, () => User(user).EndSessionAsync(CallerOf(user), own, Cancel));
        await RefusedAsync(GridErrorCode.NotFound, () => User(user).EndSessionAsync(CallerOf(user), foreign, Cancel));
        Assert.Equal(1, await LiveSessionsAsync(other));
    }
}

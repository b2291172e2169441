using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Identity;

public sealed class UserSignInTests(TestPostgres postgres) : UserTest(postgres)
{
    [Fact]
    public async Task SignInAsync_makes_a_session_and_tells_whose()
    {
        var user = await AddAsync("ada");
        var rehashed = HashOf("the same, more expensive");

        var result = await User(user).SignInAsync(Stranger, With(rehashed: rehashed), Cancel);

        Assert.Equal((SignInStatus.SignedIn, Time.GetUtcNow(), Time.GetUtcNow() + SessionPolicy.Default.Absolute), (result.Status, result.SignedInAt, result.EndsAt));
        Assert.Equal((user.Id, Time.GetUtcNow()), (result.User!.Id, result.User.LastSignInAt));
        var session = (await Host.Sessions.GetAsync(result.SessionId!.Value, Cancel))!;
        Assert.Equal((user.Id.Value, "api", "device-1", "192.0.2.7", "test"), (session.UserId, session.Purpose, session.Device, session.Address, session.UserAgent));
        Assert.Equal(["pwd"], session.Methods);
        Assert.Equal(rehashed, (await Host.Users.GetAsync(user.Id.Value, Cancel))!.PasswordHash);
        var audit = await EventAsync(AuditActions.UserSignedIn);
        Assert.Equal((user.Id.ToString(), "user"), (audit.GetProperty("actor").GetProperty("id").GetString(), audit.GetProperty("actor").GetProperty("kind").GetString()));
        Assert.Equal("192.0.2.7", audit.GetProperty("address").GetString());
    }

    [Fact]
    public async Task SignInAsync_with_the_second_factor_says_how()
    {
        var user = await AddAsync("ada");
        var secret = await EnrolAsync(user);
        NextStep();

        var byCode = await SignedInAsync(user, Code(CodeOf(secret)));
        var byBackupCode = await SignedInAsync(user, BackupCode(3));

        foreach (var session in (Guid[])[byCode, byBackupCode]) Assert.Equal(["pwd", "otp", "mfa"], (await Host.Sessions.GetAsync(session, Cancel))!.Methods);
        Assert.Equal(9, (await Host.Users.UnusedBackupCodesAsync(user.Id.Value, Cancel)).Count);
    }

    [Fact]
    public async Task SignInAsync_refuses_used_old_and_wrong_factors()
    {
        var user = await AddAsync("ada");
        var secret = await EnrolAsync(user);
        NextStep();
        var before = CodeOf(secret, -1);
        await SignedInAsync(user, Code(CodeOf(secret)));
        await SignedInAsync(user, BackupCode(3));

        foreach (var proof in (FactorProof[])[Code(CodeOf(secret)), Code(before), BackupCode(3), BackupCode(-1), new() { Code = CodeOf(secret, 1), BackupCode = 4 }, new()])
        {
            Assert.Equal(SignInStatus.FactorWrong, (await User(user).SignInAsync(Stranger, With(proof), Cancel)).Status);
            // A complete sign-in forgives the device: so that not the delay is what refuses.
            await SignedInAsync(user, BackupCode(10 - await UsedAsync(user)));
        }

        Assert.Equal(6, await EventsAsync(AuditActions.UserSignInFailed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignInAsync_one_code_at_once_on_two_activations_lets_one_in(bool isTotp)
    {
        var user = await AddAsync("ada");
        var secret = await EnrolAsync(user);
        NextStep();
        var proof = isTotp ? Code(CodeOf(secret)) : BackupCode(5);
        var second = await SecondHostAsync();

        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => EndAsync(user.Id.Grain(i % 2 == 0 ? Grains : second.Grains), With(proof, device: $"device-{i}"))));
        await second.StopAsync();

        Assert.Single(ends, "SignedIn");
        Assert.All(ends, end => Assert.Contains(end, (string[])["SignedIn", "FactorWrong", "RateLimited"]));
        Assert.Equal(1, await LiveSessionsAsync(user));
    }

    [Fact]
    public async Task SignInAsync_of_who_may_not_is_superseded()
    {
        var user = await AddAsync("ada");
        Assert.Equal(SignInStatus.Superseded, (await User(user).SignInAsync(Stranger, With(passwordVersion: 2), Cancel)).Status);
        Assert.Equal(SignInStatus.Superseded, (await User(user).SignInAsync(Stranger, With(BackupCode(0)), Cancel)).Status);
        await User(user).UpdateAsync(Admin, null, new UserChange { IsDisabled = true }, Cancel);
        Assert.Equal(SignInStatus.Superseded, (await User(user).SignInAsync(Stranger, With(), Cancel)).Status);
        Assert.Equal(SignInStatus.Superseded, (await new UserId(Guid.CreateVersion7()).Grain(Grains).SignInAsync(Stranger, With(), Cancel)).Status);
    }

    [Fact]
    public async Task SignInAsync_called_as_a_known_caller_is_refused()
    {
        var user = await AddAsync("ada");

        foreach (var caller in (Caller[])[Admin, Someone, CallerOf(user)])
            await RefusedAsync(GridErrorCode.Forbidden, () => User(user).SignInAsync(caller, With(), Cancel));
        foreach (var caller in (Caller[])[Admin, Someone])
        {
            await RefusedAsync(GridErrorCode.NotFound, () => User(user).SignInWaitAsync(caller, null));
            await RefusedAsync(GridErrorCode.NotFound, () => User(user).SignInFailedAsync(caller, new SignInFailure { Factor = "password" }, Cancel));
        }

        Assert.Equal(0, await User(user).SignInWaitAsync(CallerOf(user), null));
    }

    [Fact]
    public async Task Failures_slow_strangers_down_and_not_the_known_device()
    {
        var user = await AddAsync("ada");
        await SignedInAsync(user, device: "home");
        for (var i = 0; i < 4; i++) await User(user).SignInFailedAsync(Stranger, new SignInFailure { Factor = "password" }, Cancel);

        Assert.Equal((1000L, 1000L, 0L), (await WaitAsync(null), await WaitAsync("unknown"), await WaitAsync("home")));
        await RefusedAsync(GridErrorCode.RateLimited, () => User(user).SignInAsync(Stranger, With(device: "unknown"), Cancel));
        await SignedInAsync(user, device: "home");
        Time.Advance(TimeSpan.FromSeconds(1));
        await SignedInAsync(user, device: "unknown");
        Assert.Equal(4, await EventsAsync(AuditActions.UserSignInFailed));

        Task<long> WaitAsync(string? device) => User(user).SignInWaitAsync(Stranger, device);
    }

    [Fact]
    public async Task Devices_are_strangers_again_after_password_change_and_revocation()
    {
        var user = await AddAsync("ada");
        var (kept, revoked) = (await SignedInAsync(user, device: "kept"), await SignedInAsync(user, device: "revoked"));
        await SignedInAsync(user, device: "other");
        for (var i = 0; i < 4; i++) await User(user).SignInFailedAsync(Stranger, new SignInFailure { Factor = "password" }, Cancel);

        await User(user).EndSessionAsync(CallerOf(user, kept), revoked, Cancel);
        Assert.Equal((0L, 1000L, 0L), (await WaitAsync("kept"), await WaitAsync("revoked"), await WaitAsync("other")));
        await User(user).ChangePasswordAsync(CallerOf(user, kept), 1, HashOf("another"), kept, Cancel);
        Assert.Equal((0L, 1000L), (await WaitAsync("kept"), await WaitAsync("other")));

        Task<long> WaitAsync(string device) => User(user).SignInWaitAsync(Stranger, device);
    }

    [Fact]
    public async Task SignInFailedAsync_of_nobody_counts_and_is_recorded_like_anybodys()
    {
        var nobody = new UserId(Guid.CreateVersion7()).Grain(Grains);
        for (var i = 0; i < 4; i++) await nobody.SignInFailedAsync(Stranger, new SignInFailure { Factor = "password" }, Cancel);

        Assert.Equal((1000L, 4), (await nobody.SignInWaitAsync(Stranger, null), await EventsAsync(AuditActions.UserSignInFailed)));
        Assert.False((await EventAsync(AuditActions.UserSignInFailed)).TryGetProperty("target", out _));
        Assert.Equal(SignInStatus.Superseded, (await nobody.SignInAsync(Stranger, With(), Cancel)).Status);
    }

    private async Task<int> UsedAsync(UserSnapshot user) => 10 - (await Host.Users.UnusedBackupCodesAsync(user.Id.Value, Cancel)).Count;

    private static async Task<string> EndAsync(IUserGrain grain, SignIn signIn)
    {
        try
        {
            return (await grain.SignInAsync(Stranger, signIn, Cancel)).Status.ToString();
        }
        catch (GridException refusal)
        {
            return refusal.Code.ToString();
        }
    }
}

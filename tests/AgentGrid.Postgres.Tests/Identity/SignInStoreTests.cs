using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Identity;

public sealed class SignInStoreTests(TestPostgres postgres) : IdentityStoreTest(postgres)
{
    [Fact]
    public async Task SignInAsync_makes_the_session_and_the_event()
    {
        var user = await AddAsync("ada");
        Time.Advance(TimeSpan.FromMinutes(1));
        var signIn = SignIn(user) with { Rehashed = "$scrypt$new" };

        Assert.Equal(UserWriteOutcome.Done, await Users.SignInAsync(signIn, Audit(AuditActions.UserSignedIn), Cancel));

        Assert.Equivalent(signIn.Session, await Sessions.GetAsync(signIn.Session.Id, Cancel));
        Assert.Equal(user with { LastSignInAt = Now, PasswordHash = "$scrypt$new" }, await Users.GetAsync(user.Id, Cancel));
        Assert.Equal(AuditActions.UserSignedIn, (await ActionsAsync())[^1]);
        Assert.Empty(await NewsAsync());
    }

    [Fact]
    public async Task SignInAsync_after_anything_changed_is_stale()
    {
        var judged = await AddAsync("ada");
        await Users.SetPasswordAsync(judged.Id, 1, "$scrypt$new", null, Audit(), Cancel);
        Assert.Equal(UserWriteOutcome.Stale, await Users.SignInAsync(SignIn(judged), Audit(), Cancel));

        judged = await AddAsync("bob");
        await Users.BeginTotpAsync(judged.Id, "enc:k:pending", Audit(), Cancel);
        await Users.ConfirmTotpAsync((await Users.GetAsync(judged.Id, Cancel))!, Secret, 1, [], Audit(), Cancel);
        Assert.Equal(UserWriteOutcome.Stale, await Users.SignInAsync(SignIn(judged), Audit(), Cancel));

        judged = await AddAsync("cyd");
        await Users.UpdateAsync(judged with { DisabledAt = Now }, 1, Audit(), Cancel);
        Assert.Equal(UserWriteOutcome.Stale, await Users.SignInAsync(SignIn(judged), Audit(), Cancel));

        judged = await AddAsync("dan");
        await Users.DeleteAsync(judged.Id, 1, Audit(), Cancel);
        Assert.Equal(UserWriteOutcome.Stale, await Users.SignInAsync(SignIn(judged), Audit(), Cancel));
    }

    [Fact]
    public async Task SignInAsync_without_the_factor_that_the_user_has_throws()
    {
        var user = await AddWithFactorAsync("ada");

        await Assert.ThrowsAsync<ArgumentException>(() => Users.SignInAsync(SignIn(user), Audit(), Cancel));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public async Task SignInAsync_takes_only_a_newer_step(long step, bool taken)
    {
        var user = await AddWithFactorAsync("ada");

        Assert.Equal(taken ? UserWriteOutcome.Done : UserWriteOutcome.FactorSpent, await Users.SignInAsync(SignIn(user, FactorSpend.OfStep(step)), Audit(), Cancel));
        Assert.Equal(taken ? 101 : 100, (await Users.GetAsync(user.Id, Cancel))!.TotpLastStep);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignInAsync_with_one_code_at_once_lets_one_in(bool isStep)
    {
        var user = await AddWithFactorAsync("ada");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Users.SignInAsync(SignIn(user, isStep ? FactorSpend.OfStep(101) : FactorSpend.OfBackupCode(3)), Audit(), Cancel)));

        Assert.Single(outcomes, UserWriteOutcome.Done);
        Assert.Equal(19, outcomes.Count(outcome => outcome == UserWriteOutcome.FactorSpent));
        Assert.Single((await Sessions.ListAsync(user.Id, 50, null, Cancel)).Items);
        Assert.Equal(isStep ? 10 : 9, (await Users.UnusedBackupCodesAsync(user.Id, Cancel)).Count);
    }

    [Fact]
    public async Task ConfirmTotpAsync_needs_the_secret_that_was_judged()
    {
        var user = await AddAsync("ada");
        await Users.BeginTotpAsync(user.Id, "enc:k:one", Audit(), Cancel);
        var judged = (await Users.GetAsync(user.Id, Cancel))!;
        await Users.BeginTotpAsync(user.Id, "enc:k:two", Audit(), Cancel);

        Assert.False(await Users.ConfirmTotpAsync(judged, Secret, 1, ["$scrypt$0"], Audit(), Cancel));
        Assert.Null((await Users.GetAsync(user.Id, Cancel))!.TotpSecretEncrypted);
        Assert.Empty(await Users.UnusedBackupCodesAsync(user.Id, Cancel));
    }

    [Fact]
    public async Task ConfirmTotpAsync_stores_secret_step_and_codes_once()
    {
        var user = await AddWithFactorAsync("ada");

        Assert.Equal((Secret, null, 100L), (user.TotpSecretEncrypted, user.TotpPendingEncrypted, user.TotpLastStep!.Value));
        Assert.Equal(Enumerable.Range(0, 10).ToDictionary(i => i, i => $"$scrypt${i}"), await Users.UnusedBackupCodesAsync(user.Id, Cancel));
        Assert.False(await Users.ConfirmTotpAsync(user, Secret, 200, [], Audit(), Cancel));
        Assert.False(await Users.BeginTotpAsync(user.Id, "enc:k:again", Audit(), Cancel));
    }

    [Fact]
    public async Task RemoveTotpAsync_spends_the_factor_and_keeps_the_sessions()
    {
        var user = await AddWithFactorAsync("ada");
        var session = SignIn(user, FactorSpend.OfStep(101));
        await Users.SignInAsync(session, Audit(), Cancel);

        Assert.Equal(UserWriteOutcome.FactorSpent, await Users.RemoveTotpAsync(user, FactorSpend.OfStep(101), Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.Stale, await Users.RemoveTotpAsync(user with { PasswordVersion = 2 }, FactorSpend.OfStep(102), Audit(), Cancel));
        Assert.Equal(UserWriteOutcome.Done, await Users.RemoveTotpAsync(user, FactorSpend.OfBackupCode(0), Audit(), Cancel));

        var after = (await Users.GetAsync(user.Id, Cancel))!;
        Assert.Equal((null, null), (after.TotpSecretEncrypted, after.TotpLastStep));
        Assert.Empty(await Users.UnusedBackupCodesAsync(user.Id, Cancel));
        Assert.True(await IsLiveAsync(session.Session.Id));
    }

    [Fact]
    public async Task RemoveTotpAsync_by_an_administrator_ends_the_sessions()
    {
        var user = await AddWithFactorAsync("ada");
        var session = SignIn(user, FactorSpend.OfStep(101));
        await Users.SignInAsync(session, Audit(), Cancel);

        Assert.Equal(UserWriteOutcome.Done, await Users.RemoveTotpAsync(user, null, Audit(), Cancel));

        Assert.False(await IsLiveAsync(session.Session.Id));
        Assert.Equal([$"user:{user.Id}"], await NewsAsync());
    }

    [Fact]
    public async Task SetPasswordAsync_of_another_version_changes_nothing()
    {
        var user = await AddAsync("ada");
        var session = await SessionOfAsync(user);

        Assert.False(await Users.SetPasswordAsync(user.Id, 2, "$scrypt$new", null, Audit(), Cancel));

        Assert.Equal("$scrypt$ada", (await Users.GetAsync(user.Id, Cancel))!.PasswordHash);
        Assert.True(await IsLiveAsync(session));
    }

    [Fact]
    public async Task RecordAsync_writes_the_event()
    {
        await Users.RecordAsync(Audit(AuditActions.UserSignInFailed), Cancel);

        Assert.Equal([AuditActions.UserSignInFailed], await ActionsAsync());
    }
}

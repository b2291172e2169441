using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Limits;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Settings;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Limits;

public sealed class LimiterGrainTests(TestPostgres postgres) : LimiterTest(postgres)
{
    [Fact]
    public async Task LeaseAsync_gives_exactly_the_limit_and_says_when_to_come_back()
    {
        var limiter = Limiter(LimitPolicy.Dispatch);
        var first = await limiter.LeaseAsync(1);
        Assert.Equal((1, 0L, 60, 60_000L, 59), (first.Permits, first.ValidForMs, first.Limit, first.WindowMs, first.Remaining));
        Assert.Equal(59, await TakeAsync(limiter, 100));

        var refused = await limiter.LeaseAsync(1);
        Assert.Equal((0, 0), (refused.Permits, refused.Remaining));
        Time.Advance(TimeSpan.FromMilliseconds(refused.RetryAfterMs - 1));
        Assert.Equal(0, await TakeAsync(limiter, 1));
        Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(60, await TakeAsync(limiter, 61));
    }

    [Fact]
    public async Task LeaseAsync_by_many_at_once_gives_exactly_the_limit()
    {
        var grants = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Limiter(LimitPolicy.Dispatch).LeaseAsync(1).AsTask()));
        Assert.Equal(60, grants.Sum(grant => grant.Permits));
    }

    [Fact]
    public async Task Keys_are_counted_apart()
    {
        Assert.Equal(60, await TakeAsync(Limiter(LimitPolicy.Dispatch), 61));
        Assert.Equal(60, await TakeAsync(new LimiterKey("dispatch", "token", Subject).Grain(Grains), 61));
        Assert.Equal(5, await TakeAsync(new LimiterKey("totp", "subject", "user/with/slashes").Grain(Grains), 6));
    }

    [Fact]
    public async Task LeaseAsync_wanting_nonsense_gives_one()
    {
        Assert.Equal(1, (await Limiter(LimitPolicy.Dispatch).LeaseAsync(int.MinValue)).Permits);
        Assert.Equal(1, (await Limiter(LimitPolicy.Dispatch).LeaseAsync(int.MaxValue)).Permits);
    }

    [Fact]
    public async Task Override_holds_from_activation_on()
    {
        await OverrideAsync(LimitPolicy.Dispatch, 3, windowSeconds: 30);
        var limiter = Limiter(LimitPolicy.Dispatch);
        Assert.Equal(3, await TakeAsync(limiter, 5));
        var grant = await limiter.LeaseAsync(1);
        Assert.Equal((3, 30_000L), (grant.Limit, grant.WindowMs));
    }

    [Fact]
    public async Task RefreshAsync_takes_a_changed_override_over_and_keeps_the_count()
    {
        var limiter = Limiter(LimitPolicy.Totp);
        Assert.Equal(4, await TakeAsync(limiter, 4));
        await OverrideAsync(LimitPolicy.Totp, 7);
        await limiter.RefreshAsync(Admin);
        Assert.Equal(3, await TakeAsync(limiter, 5));

        await Host.Overrides.DeleteAsync("totp", "subject", Subject, Event(AuditActions.LimitRestored), Cancel);
        await limiter.RefreshAsync(Caller.System);
        Assert.Equal((0, 5), ((await limiter.LeaseAsync(1)).Permits, (await limiter.LeaseAsync(1)).Limit));
    }

    [Fact]
    public async Task Override_whose_notice_was_lost_holds_after_the_next_reading()
    {
        var limiter = Limiter(LimitPolicy.Dispatch);
        await limiter.LeaseAsync(1);
        await OverrideAsync(LimitPolicy.Dispatch, 1_000);
        Time.Advance(TimeSpan.FromMinutes(5));
        await Until(async () => (await limiter.LeaseAsync(1)).Limit == 1_000);
    }

    [Fact]
    public async Task RefreshAsync_of_others_than_administrators_is_refused()
    {
        foreach (var caller in new[] { Nobody, Someone, Operator })
            await RefusedAsync(GridErrorCode.Forbidden, () => Limiter(LimitPolicy.Dispatch).RefreshAsync(caller));
    }

    [Theory]
    [InlineData("nonsense/subject/one", GridErrorCode.NotFound)]
    [InlineData("dispatch", GridErrorCode.BadRequest)]
    public async Task Key_that_names_no_limit_is_refused(string key, GridErrorCode code) =>
        await RefusedAsync(code, () => Grains.GetGrain<ILimiterGrain>(key).LeaseAsync(1).AsTask());

    [Fact]
    public async Task Database_that_is_away_leaves_the_default_in_force_until_it_is_back()
    {
        await OverrideAsync(LimitPolicy.Totp, 100);
        Host.Overrides.BeforeGet = () => throw new DatabaseUnavailableException();
        var limiter = Limiter(LimitPolicy.Totp);
        Assert.Equal(4, await TakeAsync(limiter, 4));
        Assert.Equal(5, (await limiter.LeaseAsync(1)).Limit);
        await RefusedAsync(GridErrorCode.Unavailable, () => limiter.RefreshAsync(Admin));

        Host.Overrides.BeforeGet = () => Task.CompletedTask;
        await limiter.RefreshAsync(Admin);
        Assert.Equal(100, (await limiter.LeaseAsync(1)).Limit);
    }

    [Fact]
    public async Task Reading_that_hangs_holds_up_no_permit()
    {
        var limiter = Limiter(LimitPolicy.Dispatch);
        await limiter.LeaseAsync(1);
        var reading = new TaskCompletionSource();
        var hung = new TaskCompletionSource();
        Host.Overrides.BeforeGet = () => { reading.TrySetResult(); return hung.Task; };
        Time.Advance(TimeSpan.FromMinutes(5));
        await Soon(reading.Task);
        try
        {
            await Soon(TakeAsync(limiter, 2));
        }
        finally
        {
            hung.SetResult();
        }
    }

    [Fact]
    public async Task New_activation_begins_a_new_window()
    {
        Assert.Equal(5, await TakeAsync(Limiter(LimitPolicy.Totp), 6));
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        Assert.Equal(5, await TakeAsync(Limiter(LimitPolicy.Totp), 6));
    }
}

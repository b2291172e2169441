namespace AgentGrid.Engine.Tests.Timers;

public sealed class TimerTests(EngineFixture engine) : ConformanceCase(engine)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private ITimerGrain Grain => Grains.GetGrain<ITimerGrain>(Key);

    [Fact]
    public async Task Timer_ticks_again_and_again_without_overlap()
    {
        await Grain.Start(Short, Short);
        await Soon(Gates.Wait(Key + "-tick5"));
        Assert.False(await Grain.Overlapped());
        await Grain.Stop();
    }

    [Fact]
    public async Task Infinite_period_ticks_once()
    {
        await Grain.Start(Short, Timeout.InfiniteTimeSpan);
        await Soon(Gates.Wait(Key + "-tick1"));
        Assert.Equal(1, await Grain.Ticks());
    }

    [Fact]
    public async Task Tick_waits_for_a_running_request()
    {
        await Grain.Start(Short, Short);
        await Soon(Gates.Wait(Key + "-tick1"));
        var hold = Grain.HoldUntil(Key + "a", Key + "b");
        await Soon(Gates.Wait(Key + "a"));
        Gates.Open(Key + "b");
        Assert.Equal(0, await Soon(hold));
        Assert.False(await Grain.Overlapped());
        await Grain.Stop();
    }

    [Fact]
    public async Task Interleaving_timer_ticks_during_a_request() => Assert.Equal(1, await Soon(Grain.WaitForInterleavingTick()));

    [Fact]
    public async Task Disposed_timer_stops()
    {
        await Grain.Start(Short, Short);
        await Soon(Gates.Wait(Key + "-tick1"));
        await Grain.Stop();
        var ticks = await Grain.Ticks();
        for (var i = 0; i < 100; i++) await Task.Yield();
        Assert.Equal(ticks, await Grain.Ticks());
    }

    [Fact]
    public async Task Timer_disposed_in_its_tick_sees_its_token_cancelled_and_stops()
    {
        await Grain.StartDisposingItself();
        Assert.Equal("True", await Soon(Gates.Wait(Key + "-disposed")));
        Assert.Equal(1, await Grain.Ticks());
    }

    [Fact]
    public async Task Change_starts_a_timer_that_was_not_due()
    {
        await Grain.Start(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Equal(0, await Grain.Ticks());
        await Grain.Change(Short, Timeout.InfiniteTimeSpan);
        await Soon(Gates.Wait(Key + "-tick1"));
    }

    [Fact]
    public async Task Failing_tick_does_not_stop_the_timer()
    {
        await Grain.StartFailing();
        await Soon(Gates.Wait(Key + "-tick3"));
        await Grain.Stop();
    }

    [Fact]
    public async Task Timer_passes_its_state()
    {
        await Grain.StartWithState(Key + "-state");
        await Soon(Gates.Wait(Key + "-state"));
    }

    [Fact]
    public async Task Negative_due_time_is_refused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.StartInvalid());

    [Fact]
    public async Task Timer_ends_with_the_activation()
    {
        await Grain.Start(Short, Short);
        await Soon(Gates.Wait(Key + "-tick1"));
        await Grain.Deactivate();
        Assert.InRange(await Soon(Grain.Ticks()), 0, int.MaxValue);
    }
}

namespace AgentGrid.Engine.Tests.Turns;

public sealed class TurnTests(EngineFixture engine) : ConformanceCase(engine)
{
    private ITurnGrain Grain => Grains.GetGrain<ITurnGrain>(Key);

    [Fact]
    public async Task Append_awaited_one_by_one_keeps_order()
    {
        for (var i = 0; i < 50; i++) await Grain.Append(i);
        Assert.Equal(Enumerable.Range(0, 50), await Grain.Log());
    }

    [Fact]
    public async Task Append_from_many_callers_loses_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Grain.Append(i)));
        Assert.Equal(Enumerable.Range(0, 500), (await Grain.Log()).Order());
    }

    [Fact]
    public async Task Increment_from_many_callers_never_interleaves_across_await()
    {
        var grain = Grain;
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => grain.IncrementAcrossAwaits(10).AsTask()));
        Assert.Equal(400, results.Max());
        Assert.Equal(1, await grain.MaxRunning());
    }

    [Fact]
    public async Task Call_while_another_awaits_waits()
    {
        var hold = Grain.Hold(Key + "a", Key + "b");
        await Soon(Gates.Wait(Key + "a"));
        var append = Grain.Append(1);
        Assert.Equal(0, await Grain.Peek());
        Assert.False(append.IsCompleted);
        Gates.Open(Key + "b");
        await Soon(hold);
        await Soon(append);
    }

    [Fact]
    public async Task Always_interleave_runs_while_another_awaits()
    {
        var hold = Grain.Hold(Key + "a", Key + "b");
        await Soon(Gates.Wait(Key + "a"));
        Assert.Equal(0, await Soon(Grain.Peek()));
        Gates.Open(Key + "b");
        await Soon(hold);
        Assert.Equal(1, await Grain.Peek());
    }

    [Fact]
    public async Task Always_interleave_does_not_block_others()
    {
        var first = Grain.InterleavingHold(Key + "a", Key + "b");
        await Soon(Gates.Wait(Key + "a"));
        var second = Grain.InterleavingHold(Key + "c", Key + "b");
        await Soon(Gates.Wait(Key + "c"));
        await Soon(Grain.Append(1));
        Gates.Open(Key + "b");
        await Soon(Task.WhenAll(first, second));
        Assert.Equal(2, await Grain.Peek());
    }

    [Fact]
    public async Task One_way_failure_is_not_seen()
    {
        await Grain.NotifyAndFail(Key);
        await Soon(Gates.Wait(Key));
        Assert.Empty(await Grain.Log());
    }

    [Fact]
    public async Task One_way_value_task_arrives()
    {
        await Grain.NotifyValue(Key);
        await Soon(Gates.Wait(Key));
    }

    [Fact]
    public async Task One_way_returns_before_the_grain_has_finished()
    {
        await Soon(Grain.NotifyHold(Key + "a", Key + "b"));
        await Soon(Gates.Wait(Key + "a"));
        Gates.Open(Key + "b");
        await Soon(Grain.Append(1));
        Assert.Equal(1, await Grain.Peek());
    }

    [Fact]
    public async Task One_way_does_not_wait_for_a_busy_grain()
    {
        await Grain.Append(1);
        await Soon(Grain.NotifyBusy(Key + "a", Key + "b"));
        Gates.Open(Key + "a");
        Assert.Equal("True", await Soon(Gates.Wait(Key + "b")));
    }

    [Fact]
    public async Task One_way_holds_its_activation_like_any_other()
    {
        await Grain.NotifyHold(Key + "a", Key + "b");
        await Soon(Gates.Wait(Key + "a"));
        var append = Grain.Append(1);
        Assert.Equal(0, await Grain.Peek());
        Assert.False(append.IsCompleted);
        Gates.Open(Key + "b");
        await Soon(append);
    }

    [Fact]
    public async Task Await_returns_to_the_scheduler_of_the_activation() => Assert.True(await Grain.KeepsScheduler());

    [Fact]
    public async Task StartNew_runs_on_the_scheduler_of_the_activation() => Assert.True(await Grain.StartsTasksOnScheduler());

    [Fact]
    public async Task TaskRun_leaves_the_scheduler_of_the_activation() => Assert.True(await Grain.LeavesSchedulerInTaskRun());

    [Fact]
    public async Task Parallel_flows_in_one_request_take_turns() => Assert.Equal(2000, await Grain.ParallelWithoutLocks(20, 100));
}

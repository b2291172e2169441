using AgentGrid.Engine.Tests.Activations;
using AgentGrid.Engine.Tests.Failures;
using AgentGrid.Engine.Tests.Reminders;
using AgentGrid.Engine.Tests.Timers;
using Orleans.Serialization;

namespace AgentGrid.Engine.Tests.Embedded;

public sealed class FakeTimeTests
{
    private readonly string _key = Guid.CreateVersion7().ToString("N");
    private readonly FakeTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Idle_activation_is_collected_after_its_age_and_not_before()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<IActivationGrain>(_key);
        var first = await grain.Instance();
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(first, await grain.Instance());
        while (!Gates.IsOpen(_key + "-deactivated"))
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(nameof(DeactivationReasonCode.ActivationIdle), await Gates.Wait(_key + "-deactivated").WaitAsync(Cancel));
        Assert.NotEqual(first, await grain.Instance());
    }

    [Fact]
    public async Task Delayed_activation_is_kept()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<IActivationGrain>(_key);
        var first = await grain.Instance();
        await grain.Delay(TimeSpan.FromHours(2));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first, await grain.Instance());
    }

    [Fact]
    public async Task KeepAlive_timer_keeps_its_activation()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<ITimerGrain>(_key);
        await grain.Start(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        for (var tick = 1; tick <= 12; tick++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            await Gates.Wait($"{_key}-tick{tick}").WaitAsync(TimeSpan.FromSeconds(20), Cancel);

            // A turn after the tick: by then the timer is set again.
            Assert.Equal(tick, await grain.Ticks());
        }
    }

    [Fact]
    public async Task Call_times_out_after_thirty_seconds_and_not_before()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<IFailingGrain>(_key);
        var hanging = grain.Hang(_key);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(hanging.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
        Gates.Open(_key);
    }

    [Fact]
    public async Task Reminder_ticks_on_its_grid_of_periods()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<IReminderGrain>(_key);
        await grain.Register("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        Assert.False(Gates.IsOpen(_key + "-r"));
        while (!Gates.IsOpen(_key + "-r"))
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            await Task.Yield();
        }

        Assert.True(await grain.Exists("r"));
    }

    [Fact]
    public async Task Statistics_count_activations_calls_and_errors()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<IFailingGrain>(_key);
        await grain.Ok();
        await grain.Ok();
        await Assert.ThrowsAsync<TypedException>(() => grain.Typed(1));
        var failing = host.Statistics.Snapshot().Single(type => type.GrainType == "failing");
        Assert.Equal((1, 3L, 1L), (failing.Activations, failing.Calls, failing.Errors));
    }

    [Fact]
    public async Task Stop_deactivates_all_activations()
    {
        var host = await EmbeddedHost.StartAsync(_time);
        var grain = host.Grains.GetGrain<IActivationGrain>(_key);
        await grain.Instance();
        await host.DisposeAsync();
        Assert.Equal(nameof(DeactivationReasonCode.ShuttingDown), await Gates.Wait(_key + "-deactivated").WaitAsync(Cancel));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Instance());
    }

    [Fact]
    public async Task Unmarked_exception_is_told_by_its_type()
    {
        await using var host = await EmbeddedHost.StartAsync(_time);
        var failure = await Assert.ThrowsAsync<CodecNotFoundException>(() => host.Grains.GetGrain<IFailingGrain>(_key).Unmarked());
        Assert.Contains(nameof(UnmarkedException), failure.Message, StringComparison.Ordinal);
    }
}

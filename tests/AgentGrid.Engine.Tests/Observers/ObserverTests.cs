namespace AgentGrid.Engine.Tests.Observers;

public sealed class ObserverTests(EngineFixture engine) : ConformanceCase(engine)
{
    // Engines hold observers weakly: the field keeps it.
    private readonly NoticeObserver _observer = new();

    private IPublisherGrain Grain => Grains.GetGrain<IPublisherGrain>(Key);

    [Fact]
    public async Task Observer_gets_notices_in_order()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        await Grain.Subscribe(reference);
        for (var i = 0; i < 20; i++) Assert.Equal(1, await Grain.Publish($"{i}"));
        for (var i = 0; i < 20; i++) Assert.Equal($"{i}", await Soon(_observer.Notices.ReadAsync(Cancel).AsTask()));
        GC.KeepAlive(_observer);
    }

    [Fact]
    public async Task Observer_answers()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        Assert.Equal(8, await Grain.Ask(reference, 7));
        GC.KeepAlive(_observer);
    }

    [Fact]
    public async Task Unsubscribed_observer_gets_nothing()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        await Grain.Subscribe(reference);
        await Grain.Unsubscribe(reference);
        Assert.Equal(0, await Grain.Publish("x"));
    }

    [Fact]
    public async Task Subscription_expires_unless_it_is_renewed()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        await Grain.Subscribe(reference);
        await Grain.Forward(TimeSpan.FromSeconds(50));
        await Grain.Subscribe(reference);
        await Grain.Forward(TimeSpan.FromSeconds(50));
        Assert.Equal(1, await Grain.Publish("renewed"));
        await Grain.Forward(TimeSpan.FromSeconds(61));
        Assert.Equal(0, await Grain.Publish("late"));
        Assert.Equal("renewed", await Soon(_observer.Notices.ReadAsync(Cancel).AsTask()));
        Assert.False(_observer.Notices.TryRead(out _));
    }

    [Fact]
    public async Task Failing_observer_is_dropped()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        await Grain.Subscribe(reference);
        Assert.Equal(0, await Grain.NotifyFailing());
        GC.KeepAlive(_observer);
    }

    [Fact]
    public async Task Subscribing_twice_is_one_subscription()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        await Grain.Subscribe(reference);
        await Grain.Subscribe(reference);
        Assert.Equal(1, await Grain.Publish("once"));
    }

    [Fact]
    public async Task Call_to_a_deleted_observer_ends_in_a_timeout()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        Grains.DeleteObjectReference<INoticeObserver>(reference);
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Ask(reference, 1));
    }

    [Fact]
    public async Task Notice_to_a_deleted_observer_is_dropped_in_silence()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        await Grain.Subscribe(reference);
        Grains.DeleteObjectReference<INoticeObserver>(reference);
        await Soon(Grain.Publish("x"));
        Assert.False(_observer.Notices.TryRead(out _));
    }

    [Fact]
    public void Reference_in_place_of_an_observer_is_refused()
    {
        var reference = Grains.CreateObjectReference<INoticeObserver>(_observer);
        Assert.Throws<ArgumentException>(() => Grains.CreateObjectReference<INoticeObserver>(reference));
    }

    [Fact]
    public async Task Grain_cannot_host_an_observer() => await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.HostObserver());
}

namespace AgentGrid.Engine.Tests.Reminders;

public sealed class ReminderTests(EngineFixture engine) : ConformanceCase(engine)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private IReminderGrain Grain => Grains.GetGrain<IReminderGrain>(Key);

    [Fact]
    public async Task Reminder_ticks()
    {
        Assert.Equal("soon", await Grain.Register("soon", TimeSpan.FromMilliseconds(50), Hour));
        Assert.Equal("01:00:00", await Soon(Gates.Wait(Key + "-soon")));
        await Grain.Unregister("soon");
    }

    [Fact]
    public async Task Reminder_activates_a_grain_that_has_gone()
    {
        await Grain.Register("later", TimeSpan.FromMilliseconds(300), Hour);
        await Grain.Deactivate();
        await Soon(Gates.Wait(Key + "-later"));
        Assert.True(await Grain.Unregister("later"));
    }

    [Fact]
    public async Task Reminders_are_listed_and_survive_deactivation()
    {
        await Grain.Register("b", Hour, Hour);
        await Grain.Register("a", Hour, Hour);
        await Grain.Deactivate();
        Assert.Equal(["a", "b"], await Soon(Grain.Names()));
    }

    [Fact]
    public async Task Unregistered_reminder_is_gone()
    {
        await Grain.Register("a", Hour, Hour);
        Assert.True(await Grain.Exists("a"));
        Assert.True(await Grain.Unregister("a"));
        Assert.False(await Grain.Exists("a"));
        Assert.False(await Grain.Unregister("a"));
    }

    [Fact]
    public async Task Registering_again_replaces()
    {
        await Grain.Register("a", Hour, Hour);
        await Grain.Register("a", Hour, 2 * Hour);
        Assert.Equal(["a"], await Grain.Names());
    }

    [Fact]
    public async Task Reminder_of_another_grain_is_not_seen()
    {
        await Grain.Register("a", Hour, Hour);
        Assert.Empty(await Grains.GetGrain<IReminderGrain>(Key + "x").Names());
    }

    [Fact]
    public async Task Period_below_a_minute_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Register("a", TimeSpan.Zero, TimeSpan.FromSeconds(59)));

    [Fact]
    public async Task Negative_due_time_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Register("a", TimeSpan.FromSeconds(-1), Hour));

    [Fact]
    public async Task Registering_outside_of_turns_is_refused() => Assert.False(await Grain.RegisterOutside("a"));

    [Fact]
    public async Task Unregistering_what_is_gone_is_harmless()
    {
        await Grain.Register("a", Hour, Hour);
        await Grain.UnregisterTwice("a");
        Assert.False(await Grain.Exists("a"));
    }
}

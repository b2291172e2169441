using Orleans.Storage;

namespace AgentGrid.Engine.Tests.State;

public sealed class StateTests(EngineFixture engine) : ConformanceCase(engine)
{
    private IStatefulGrain Grain => Grains.GetGrain<IStatefulGrain>(Key);

    [Fact]
    public async Task New_grain_has_new_state()
    {
        Assert.Equal(0, await Grain.Value());
        Assert.False(await Grain.Exists());
        Assert.Null(await Grain.Etag());
    }

    [Fact]
    public async Task Written_state_survives_deactivation_and_is_there_at_activation()
    {
        await Grain.AddAndWrite(5);
        var first = await Grain.Instance();
        await Grain.Deactivate();
        Assert.NotEqual(first, await Soon(Grain.Instance()));
        Assert.Equal(5, await Grain.ValueAtActivation());
        Assert.True(await Grain.Exists());
    }

    [Fact]
    public async Task State_that_was_not_written_is_lost()
    {
        await Grain.AddAndWrite(1);
        Assert.Equal(3, await Grain.AddWithoutWriting(2));
        await Grain.Deactivate();
        Assert.Equal(1, await Soon(Grain.Value()));
    }

    [Fact]
    public async Task Read_gives_back_what_is_stored()
    {
        await Grain.AddAndWrite(1);
        await Grain.AddWithoutWriting(10);
        Assert.Equal(1, await Grain.ReadAgain());
    }

    [Fact]
    public async Task Each_write_changes_the_etag()
    {
        await Grain.AddAndWrite(1);
        var first = await Grain.Etag();
        await Grain.AddAndWrite(1);
        Assert.NotNull(first);
        Assert.NotEqual(first, await Grain.Etag());
    }

    [Fact]
    public async Task Clear_removes_what_is_stored()
    {
        await Grain.AddAndWrite(1);
        await Grain.Clear();
        Assert.False(await Grain.Exists());
        Assert.Equal(0, await Grain.Value());
        await Grain.Deactivate();
        Assert.Equal(0, await Soon(Grain.Value()));
        Assert.False(await Grain.Exists());
    }

    [Fact]
    public async Task State_can_be_written_after_clear()
    {
        await Grain.AddAndWrite(1);
        await Grain.Clear();
        Assert.Equal(2, await Grain.AddAndWrite(2));
    }

    [Fact]
    public async Task Two_storages_are_apart()
    {
        await Grain.AddAndWrite(1);
        Assert.Equal(7, await Grain.AddToOther(7));
        await Grain.Deactivate();
        Assert.Equal(1, await Soon(Grain.Value()));
        Assert.Equal(7, await Grain.OtherValue());
    }

    [Fact]
    public async Task Escaping_inconsistent_state_drops_the_activation()
    {
        var first = await Grain.Instance();
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Conflict(escape: true));
        Assert.NotEqual(first, await Soon(Grain.Instance()));
    }

    [Fact]
    public async Task Inconsistent_state_that_is_handled_keeps_the_activation()
    {
        var first = await Grain.Instance();
        await Grain.Conflict(escape: false);
        Assert.Equal(first, await Grain.Instance());
    }

    [Fact]
    public async Task State_touched_outside_of_turns_is_refused() => Assert.False(await Grain.TouchOutside());

    [Fact]
    public async Task Writes_started_together_all_succeed()
    {
        Assert.Equal(10, await Grain.WriteManyAtOnce(10));
        Assert.Equal(10, await Grain.ReadAgain());
    }
}

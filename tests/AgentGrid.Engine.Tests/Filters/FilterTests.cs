namespace AgentGrid.Engine.Tests.Filters;

public sealed class FilterTests(EngineFixture engine) : ConformanceCase(engine)
{
    private IFilteredGrain Grain => Grains.GetGrain<IFilteredGrain>(Key);

    [Fact]
    public async Task Filters_run_host_first_then_grain_around_the_call()
    {
        await Grain.Plain();
        var trace = await Grain.TakeTrace();
        Assert.Equal(["silo>Plain", "grain>Plain", "grain<Plain", "silo<Plain", "silo>TakeTrace", "grain>TakeTrace"], trace);
    }

    [Fact]
    public async Task Filter_can_replace_the_result() => Assert.Equal(42, await Grain.Doubled(21));

    [Fact]
    public async Task Filter_can_swallow_an_exception() => Assert.Equal("swallowed", await Grain.Fail("swallow"));

    [Fact]
    public async Task Exception_passes_through_filters() =>
        Assert.StartsWith("other", (await Assert.ThrowsAsync<ArgumentException>(() => Grain.Fail("other"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Filter_can_refuse() => await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Grain.Forbidden());

    [Fact]
    public async Task Filter_can_change_an_argument() => Assert.Equal("text!", await Grain.Argument("text"));

    [Fact]
    public async Task Asynchronous_result_passes_through_filters() => Assert.Equal(7, await Grain.Asynchronous(7));

    [Fact]
    public async Task Context_describes_the_call() => Assert.Equal("IFilteredGrain FilteredGrain True 0 True", await Grain.Described());
}

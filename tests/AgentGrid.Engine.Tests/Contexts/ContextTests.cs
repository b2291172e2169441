using System.Diagnostics;

namespace AgentGrid.Engine.Tests.Contexts;

public sealed class ContextTests(EngineFixture engine) : ConformanceCase(engine)
{
    private IContextGrain Grain => Grains.GetGrain<IContextGrain>(Key);

    [Fact]
    public async Task Value_reaches_the_grain()
    {
        RequestContext.Set("k", "v");
        Assert.Equal("v", await Grain.Get("k"));
        Assert.Equal("v", await Grain.GetLater("k"));
    }

    [Fact]
    public async Task Value_reaches_grains_called_by_the_grain()
    {
        RequestContext.Set("k", "deep");
        Assert.Equal("deep", await Grain.Relay(Key + "x", "k"));
    }

    [Fact]
    public async Task Value_set_by_a_grain_does_not_come_back()
    {
        await Grain.SetAndReturn("k", "inside");
        Assert.Null(RequestContext.Get("k"));
    }

    [Fact]
    public async Task Value_set_by_a_request_is_not_seen_by_the_next()
    {
        await Grain.SetAndReturn("k", "inside");
        Assert.Null(await Grain.Get("k"));
        Assert.Null(await Grain.GetLater("k"));
    }

    [Fact]
    public async Task Removed_value_is_not_sent()
    {
        RequestContext.Set("k", "v");
        Assert.True(RequestContext.Remove("k"));
        Assert.False(RequestContext.Remove("k"));
        Assert.Null(await Grain.Get("k"));
    }

    [Fact]
    public async Task Callers_do_not_see_each_others_values()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            RequestContext.Set("k", $"{i}");
            return (i, await Grain.GetLater("k"));
        }));
        Assert.All(answers, answer => Assert.Equal($"{answer.i}", answer.Item2));
    }

    [Fact]
    public void Set_replaces_and_clear_removes_all()
    {
        RequestContext.Set("a", "1");
        RequestContext.Set("a", "2");
        RequestContext.Set("b", "3");
        Assert.Equal("2", RequestContext.Get("a"));
        Assert.Equal(["a", "b"], RequestContext.Keys.Order());
        RequestContext.Clear();
        Assert.Empty(RequestContext.Keys);
    }

    [Fact]
    public async Task Value_is_copied_like_an_argument()
    {
        List<string> list = ["a"];
        RequestContext.Set("list", list);
        Assert.Equal(2, await Grain.Append("list", "b"));
        Assert.Equal(["a"], list);
    }

    [Fact]
    public async Task Ambient_values_stay_on_their_side_of_a_call()
    {
        using var activity = new Activity("caller").Start();
        ContextGrain.Flow.Value = "caller";
        Assert.Equal("    grain", await Grain.Ambient("grain"));
        Assert.Equal("    again", await Grain.Ambient("again"));
        Assert.Equal("caller", ContextGrain.Flow.Value);
        Assert.Same(activity, Activity.Current);
    }

    [Fact]
    public async Task Synchronization_context_of_the_caller_stays_its_own()
    {
        await Grain.Ambient("first");
        var before = SynchronizationContext.Current;
        Task<string> call;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new());
            call = Grain.Ambient("second");
            Assert.NotNull(SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Equal("    second", await Soon(call));
    }

    [Fact]
    public async Task Call_with_suppressed_flow_arrives_and_flows_inside_the_grain()
    {
        await Grain.Ambient("first");
        Task<string> call;
        using (ExecutionContext.SuppressFlow()) call = Grain.Ambient("second");
        Assert.Equal("    second", await Soon(call));
    }
}

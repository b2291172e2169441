using Orleans.Serialization;

namespace AgentGrid.Engine.Tests.Activations;

public sealed class ActivationTests(EngineFixture engine) : ConformanceCase(engine)
{
    private IActivationGrain Grain => Grains.GetGrain<IActivationGrain>(Key);

    [Fact]
    public async Task Calls_reach_one_activation()
    {
        var first = await Grain.Instance();
        Assert.Equal(first, await Grain.Instance());
        Assert.True(Gates.IsOpen(Key + "-activated"));
    }

    [Fact]
    public async Task Concurrent_first_calls_make_one_activation()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Grain.Instance()));
        Assert.Single(instances.Distinct());
    }

    [Fact]
    public async Task Making_a_reference_activates_nothing()
    {
        _ = Grain;
        await Grains.GetGrain<IActivationGrain>(Key + "x").Instance();
        Assert.False(Gates.IsOpen(Key + "-activated"));
    }

    [Fact]
    public async Task DeactivateOnIdle_ends_the_activation_and_the_next_call_makes_another()
    {
        var first = await Grain.Instance();
        await Grain.Deactivate();
        Assert.Equal(nameof(DeactivationReasonCode.ApplicationRequested), await Soon(Gates.Wait(Key + "-deactivated")));
        Assert.NotEqual(first, await Soon(Grain.Instance()));
    }

    [Fact]
    public async Task Calls_that_wait_when_the_activation_ends_go_to_the_next_one()
    {
        var first = await Grain.Instance();
        var ending = Grain.DeactivateAndHold(Key + "a", Key + "b");
        await Soon(Gates.Wait(Key + "a"));
        var waiting = Enumerable.Range(0, 5).Select(_ => Grain.Instance()).ToList();
        Gates.Open(Key + "b");
        await Soon(ending);
        var instances = await Soon(Task.WhenAll(waiting));
        Assert.Single(instances.Distinct());
        Assert.NotEqual(first, instances[0]);
    }

    [Fact]
    public async Task Reference_got_before_deactivation_stays_valid()
    {
        var grain = Grain;
        var first = await grain.Instance();
        await grain.Deactivate();
        await Soon(Gates.Wait(Key + "-deactivated"));
        Assert.NotEqual(first, await Soon(grain.Instance()));
    }

    [Fact]
    public async Task Failed_activation_fails_the_call_and_the_next_call_tries_again()
    {
        var grain = Grains.GetGrain<IFragileGrain>(Key);
        await Assert.ThrowsAnyAsync<Exception>(() => grain.Attempt());
        Assert.Equal(2, await Soon(grain.Attempt()));
    }

    [Fact]
    public async Task Services_are_injected_and_scoped_ones_end_with_the_activation()
    {
        Assert.Equal("shared", await Grain.Services(Key + "-disposed"));
        Assert.False(Gates.IsOpen(Key + "-disposed"));
        await Grain.Deactivate();
        await Soon(Gates.Wait(Key + "-disposed"));
    }

    [Fact]
    public async Task Grain_calls_itself_by_reference_once_its_request_has_ended()
    {
        var instance = await Grain.CallSelfLater();
        Assert.Equal(instance, await Soon(Gates.Wait(Key + "-self")));
    }

    [Fact]
    public async Task DelayDeactivation_is_accepted()
    {
        await Grain.Delay(TimeSpan.FromMinutes(1));
        await Grain.Delay(TimeSpan.Zero);
        var first = await Grain.Instance();
        Assert.Equal(first, await Grain.Instance());
    }

    [Fact]
    public async Task Context_belongs_to_the_grain() => Assert.True(await Grain.ContextIsOurs());

    [Fact]
    public async Task Grain_without_base_class_works() => Assert.Equal($"activated {Key}", await Grains.GetGrain<IPlainGrain>(Key).Key());

    [Fact]
    public async Task Ten_thousand_activations_answer()
    {
        var answers = new HashSet<string>();
        foreach (var some in Enumerable.Range(0, 10_000).Chunk(250))
            answers.UnionWith(await Task.WhenAll(some.Select(i => Grains.GetGrain<IPlainGrain>($"{Key}-{i}").Key())));
        Assert.Equal(10_000, answers.Count);
    }

    [Fact]
    public async Task Hundred_thousand_calls_answer()
    {
        var callers = Enumerable.Range(0, 50).Select(async i =>
        {
            var grain = Grains.GetGrain<IPlainGrain>($"{Key}-{i}");
            for (var call = 0; call < 2_000; call++) await grain.Key();
        });
        await Soon(Task.WhenAll(callers));
    }

    [Fact]
    public async Task Failure_of_the_constructor_arrives_wrapped()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Grains.GetGrain<IUnbuildableGrain>(Key).Call());
        Assert.Equal("Cannot be built.", Assert.IsType<ArgumentException>(failure.InnerException).Message);
    }

    [Fact]
    public async Task Unmarked_failure_of_the_activation_arrives_as_any_other() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(() => Grains.GetGrain<IUnactivatableGrain>(Key).Call());
}

using Orleans.Serialization;

namespace AgentGrid.Engine.Tests.Failures;

public sealed class FailureTests(EngineFixture engine) : ConformanceCase(engine)
{
    private IFailingGrain Grain => Grains.GetGrain<IFailingGrain>(Key);

    private IFailingGrain Other => Grains.GetGrain<IFailingGrain>(Key + "-other");

    [Fact]
    public async Task Marked_exception_keeps_type_message_and_members()
    {
        var failure = await Assert.ThrowsAsync<TypedException>(() => Grain.Typed(7));
        Assert.Equal("typed", failure.Message);
        Assert.Equal(7, failure.Code);
        Assert.Equal(["a", "b"], failure.Details);
    }

    [Fact]
    public async Task Exception_after_an_await_arrives() =>
        Assert.Equal(8, (await Assert.ThrowsAsync<TypedException>(async () => await Grain.TypedLater(8))).Code);

    [Fact]
    public async Task Framework_exception_keeps_type_and_message() =>
        Assert.Equal("msg", (await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.Framework("msg"))).Message);

    [Fact]
    public async Task Inner_exception_arrives()
    {
        var failure = await Assert.ThrowsAsync<TypedException>(() => Grain.Nested());
        Assert.Equal("inner", Assert.IsType<InvalidOperationException>(failure.InnerException).Message);
    }

    [Fact]
    public async Task Exception_of_a_grain_called_by_a_grain_arrives() =>
        Assert.Equal(9, (await Assert.ThrowsAsync<TypedException>(() => Grain.Relay(Other, 9))).Code);

    [Fact]
    public async Task Unmarked_exception_fails_the_call_and_not_the_grain()
    {
        await Assert.ThrowsAsync<CodecNotFoundException>(() => Grain.Unmarked());
        Assert.Equal("ok", await Grain.Ok());
    }

    [Fact]
    public async Task Grain_goes_on_after_an_exception()
    {
        await Assert.ThrowsAsync<TypedException>(() => Grain.Typed(1));
        Assert.Equal("ok", await Grain.Ok());
    }

    [Fact]
    public async Task Stack_trace_names_the_method_of_the_grain()
    {
        var failure = await Assert.ThrowsAsync<TypedException>(() => Grain.Typed(1));
        Assert.Contains(nameof(FailingGrain), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grain_calls_grain() => Assert.Equal("ok", await Grain.CallOther(Other));

    [Fact]
    public async Task Call_cycle_ends_in_a_timeout()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Cycle(Other, true));
        Assert.Equal("ok", await Soon(Other.Ok()));
    }

    [Fact]
    public async Task Call_to_itself_ends_in_a_timeout() => await Assert.ThrowsAsync<TimeoutException>(() => Grain.CallOther(Grain));

    [Fact]
    public async Task Hanging_call_times_out_and_holds_the_activation_until_it_ends()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Hang(Key));
        var next = Grain.Ok();
        Assert.False(next.IsCompleted);
        Gates.Open(Key);
        Assert.Equal("ok", await Soon(next));
    }

    [Fact]
    public async Task Unmarked_inner_exception_costs_the_marked_one() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(() => Grain.NestedUnmarked());

    [Fact]
    public async Task Unmarked_inner_exception_costs_one_of_the_framework() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(() => Grain.FrameworkNestedUnmarked());

    [Fact]
    public async Task Cancellation_by_the_grain_keeps_type_and_message() =>
        Assert.Equal("msg", (await Assert.ThrowsAsync<OperationCanceledException>(() => Grain.ThrowCancelled("msg"))).Message);
}

namespace AgentGrid.Engine.Tests.Failures;

public sealed class CancellationTests(EngineFixture engine) : ConformanceCase(engine)
{
    private IFailingGrain Grain => Grains.GetGrain<IFailingGrain>(Key);

    private IFailingGrain Other => Grains.GetGrain<IFailingGrain>(Key + "-other");

    [Fact]
    public async Task Cancelling_ends_the_call_and_reaches_the_grain()
    {
        using var source = new CancellationTokenSource();
        var call = Grain.Cancellable(Key + "a", Key + "b", source.Token);
        await Soon(Gates.Wait(Key + "a"));
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        await Soon(Gates.Wait(Key + "b"));
        Assert.Equal("ok", await Soon(Grain.Ok()));
    }

    [Fact]
    public async Task Cancelling_reaches_a_grain_called_by_the_grain()
    {
        using var source = new CancellationTokenSource();
        var call = Grain.RelayToken(Other, Key + "a", Key + "b", source.Token);
        await Soon(Gates.Wait(Key + "a"));
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        await Soon(Gates.Wait(Key + "b"));
    }

    [Fact]
    public async Task Cancelling_a_waiting_call_ends_it()
    {
        var hang = Grain.Hang(Key);
        using var source = new CancellationTokenSource();
        var waiting = Grain.Cancellable(Key + "a", Key + "b", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Gates.Open(Key);
        await Soon(hang);
        Assert.Equal("ok", await Soon(Grain.Ok()));
    }

    [Fact]
    public async Task Cancelled_token_ends_the_call()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        Gates.Open(Key + "b");
        await Assert.ThrowsAsync<OperationCanceledException>(() => Grain.Cancellable(Key + "a", Key + "b", source.Token));
    }

    [Fact]
    public async Task Callbacks_of_the_token_continue_on_turns_of_the_grain()
    {
        using var source = new CancellationTokenSource();
        var call = Grain.CancelledOnTurn(Key + "a", Key + "b", source.Token);
        await Soon(Gates.Wait(Key + "a"));
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.Equal("True", await Soon(Gates.Wait(Key + "b")));
    }

    [Fact]
    public async Task Call_without_a_token_succeeds()
    {
        Gates.Open(Key + "b");
        Assert.Equal("not cancelled", await Soon(Grain.Cancellable(Key + "a", Key + "b", CancellationToken.None)));
    }

    [Fact]
    public async Task Token_that_is_not_cancelled_changes_nothing()
    {
        using var source = new CancellationTokenSource();
        Assert.True(await Grain.SeesCancellableToken(source.Token));
    }
}

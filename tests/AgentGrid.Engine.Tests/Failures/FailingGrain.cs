namespace AgentGrid.Engine.Tests.Failures;

public sealed class FailingGrain : Grain, IFailingGrain
{
    public Task Typed(int code) => throw new TypedException("typed") { Code = code, Details = ["a", "b"] };

    public async ValueTask<int> TypedLater(int code)
    {
        await Task.Yield();
        throw new TypedException("later") { Code = code };
    }

    public Task Framework(string message) => throw new InvalidOperationException(message);

    public Task Unmarked() => throw new UnmarkedException("unmarked");

    public Task Nested() => throw new TypedException("outer", new InvalidOperationException("inner"));

    public Task Relay(IFailingGrain other, int code) => other.Typed(code);

    public Task<string> Ok() => Task.FromResult("ok");

    public async Task<string> CallOther(IFailingGrain other) => await other.Ok();

    public async Task Cycle(IFailingGrain other, bool goOn)
    {
        if (goOn) await other.Cycle(this.AsReference<IFailingGrain>(), false);
        else await other.Ok();
    }

    public Task Hang(string gate) => Gates.Wait(gate);

    public async Task<string> Cancellable(string started, string cancelled, CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.Register(() => Gates.Open(cancelled));
        Gates.Open(started);
        await Gates.Wait(cancelled);
        cancellationToken.ThrowIfCancellationRequested();
        return "not cancelled";
    }

    public ValueTask<bool> SeesCancellableToken(CancellationToken cancellationToken = default) => new(cancellationToken.CanBeCanceled);

    public Task<string> RelayToken(IFailingGrain other, string started, string cancelled, CancellationToken cancellationToken = default) =>
        other.Cancellable(started, cancelled, cancellationToken);

    public async Task CancelledOnTurn(string started, string result, CancellationToken cancellationToken = default)
    {
        var scheduler = TaskScheduler.Current;
        var cancelled = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => cancelled.SetResult());
        Gates.Open(started);
        await cancelled.Task;
        Gates.Open(result, ReferenceEquals(scheduler, TaskScheduler.Current).ToString());
    }

    public Task NestedUnmarked() => throw new TypedException("outer", new UnmarkedException("inner"));

    public Task FrameworkNestedUnmarked() => throw new InvalidOperationException("outer", new UnmarkedException("inner"));

    public async Task ThrowCancelled(string message)
    {
        await Task.Yield();
        throw new OperationCanceledException(message);
    }
}

namespace AgentGrid.Engine.Tests.Failures;

[Alias("test.failing")]
public interface IFailingGrain : IGrainWithStringKey
{
    [Alias("typed")]
    Task Typed(int code);

    [Alias("typedLater")]
    ValueTask<int> TypedLater(int code);

    [Alias("framework")]
    Task Framework(string message);

    [Alias("unmarked")]
    Task Unmarked();

    [Alias("nested")]
    Task Nested();

    [Alias("relay")]
    Task Relay(IFailingGrain other, int code);

    [Alias("ok")]
    Task<string> Ok();

    [Alias("callOther")]
    Task<string> CallOther(IFailingGrain other);

    [Alias("cycle")]
    Task Cycle(IFailingGrain other, bool goOn);

    [Alias("hang")]
    Task Hang(string gate);

    [Alias("cancellable")]
    Task<string> Cancellable(string started, string cancelled, CancellationToken cancellationToken = default);

    [Alias("seesToken")]
    ValueTask<bool> SeesCancellableToken(CancellationToken cancellationToken = default);

    [Alias("relayToken")]
    Task<string> RelayToken(IFailingGrain other, string started, string cancelled, CancellationToken cancellationToken = default);

    [Alias("onScheduler")]
    Task CancelledOnTurn(string started, string result, CancellationToken cancellationToken = default);

    [Alias("nestedUnmarked")]
    Task NestedUnmarked();

    [Alias("frameworkNestedUnmarked")]
    Task FrameworkNestedUnmarked();

    [Alias("cancels")]
    Task ThrowCancelled(string message);
}

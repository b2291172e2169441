using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>One observer object and its queue. Calls run one at a time on the thread pool. The object is held weakly: its owner decides how long it lives.</summary>
internal sealed class LocalObserver(EmbeddedEngine engine, ObserverTable table, GrainId id, IGrainObserver observer) : ICallTarget
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly Queue<GrainCall> _calls = new();
    private GrainCall? _running;
    private TaskCompletionSource? _turn;
    private bool _pumping;
    private bool _ended;

    public GrainId GrainId => id;

    public bool TryPost(GrainCall call)
    {
        if (!_observer.TryGetTarget(out _)) table.TryRemove(id);
        lock (_calls)
        {
            if (_ended) return false;
            call.Target = this;
            _calls.Enqueue(call);
            if (_pumping) return true;
            _pumping = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.PumpAsync(), this, preferLocal: true);
        return true;
    }

    public void OnCallEnded(GrainCall call) => _turn!.SetResult();

    public void CancelCall(CancellationTokenSource callee) => Task.Run(callee.Cancel);

    public void End()
    {
        lock (_calls) _ended = true;
    }

    public void FailExpired(long now)
    {
        List<GrainCall> expired;
        lock (_calls) expired = [.. _calls.Append(_running).OfType<GrainCall>().Where(call => call.Deadline > 0 && !call.IsCompleted && call.Deadline <= now)];
        foreach (var call in expired) call.Fail(new TimeoutException($"Response did not arrive on time for call {call}."));
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            lock (_calls)
            {
                _running = _calls.Count > 0 ? _calls.Dequeue() : null;
                if (_running is null)
                {
                    _pumping = false;
                    return;
                }
            }

            await RunAsync(_running);
        }
    }

    private async Task RunAsync(GrainCall call)
    {
        if (call.IsCompleted) return;
        if (!_observer.TryGetTarget(out var target))
        {
            engine.Log.ObserverGone(id);
            call.Fail(ObserverTable.NobodyAnswers(id));
            return;
        }

        _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RequestContext.Values = call.RequestContext;
        if (!call.Start(target)) await _turn.Task;
        call.Complete(engine.Log);
    }
}

using System.Diagnostics;
using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// One grain object, its queue and its scheduler. Everything a grain does is a turn on this scheduler, one at a time; a request holds the activation
/// from its first step to its last, so that the next request starts only then, unless its method interleaves.
/// Fields are guarded by <c>lock (this)</c> (no other lock is taken inside, no foreign code runs inside) or belong to the running turn.
/// </summary>
internal sealed partial class Activation : TaskScheduler, IGrainContext, ICallTarget, IThreadPoolWorkItem
{
    private const int TurnBudget = 256;

    private static readonly Action<object?> Turns = static self => ((Activation)self!).RunTurns(TurnBudget);
    private static readonly Action<object?> CallerTurns = static self => ((Activation)self!).RunTurns(1);
    private static readonly ContextCallback OnCallersThread = static self => ((Activation)self!).RunOnThisThread(CallerTurns);

    [ThreadStatic]
    private static Activation? s_onThread;

    // The empty context every turn on the thread pool starts in.
    private static ExecutionContext? s_empty;

    private WorkQueue _inbox;
    private WorkQueue _waiting;
    private GrainCall? _blocking;
    private List<GrainCall>? _interleaved;
    private bool _scheduled;
    private ActivationStatus _status;

    public Activation(EmbeddedEngine engine, GrainClass grainClass, IdSpan key)
    {
        Engine = engine;
        Class = grainClass;
        Key = key;
        LastUse = engine.Clock.Now;
    }

    public EmbeddedEngine Engine { get; }

    public GrainClass Class { get; }

    public IdSpan Key { get; }

    public GrainId GrainId => new(Class.GrainType, Key);

    /// <inheritdoc/>
    public bool TryPost(GrainCall call)
    {
        bool start;
        lock (this)
        {
            if (_status == ActivationStatus.Ended) return false;
            call.Target = this;
            _inbox.Enqueue(call);
            start = !_scheduled;
            _scheduled = true;
        }

        if (start) Begin(call);
        return true;
    }

    // A caller outside of any grain that will wait runs the turn of an idle activation itself: most calls end within it, and a change of threads costs more
    // than they do. The caller's context (activity, request, culture) stays outside, as it would with a queue or a network between them.
    // Calls between grains are queued, so that neither depth nor duration of a turn depends on whom it calls.
    private void Begin(GrainCall call)
    {
        if (s_onThread is null && !call.IsOneWay && _status == ActivationStatus.Active && s_empty is { } empty
            && SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default)
            ExecutionContext.Run(empty, OnCallersThread, this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override void QueueTask(Task task) => PostWork(task);

    private void PostWork(object work)
    {
        bool start;
        lock (this)
        {
            _inbox.Enqueue(work);
            start = !_scheduled;
            _scheduled = true;
        }

        if (start) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && s_onThread == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    void IThreadPoolWorkItem.Execute()
    {
        s_empty ??= ExecutionContext.Capture();
        RunOnThisThread(Turns);
    }

    private void RunOnThisThread(Action<object?> turns)
    {
        var before = s_onThread;
        s_onThread = this;
        try
        {
            // Inside a task of this scheduler TaskScheduler.Current is this activation, so every await of the grain comes back here.
            new Task(turns, this).RunSynchronously(this);
        }
        finally
        {
            s_onThread = before;
        }
    }

    private void RunTurns(int budget)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            object work;
            lock (this)
            {
                if (_inbox.Count == 0)
                {
                    // Before another thread may take over.
                    _turnTicks += Stopwatch.GetTimestamp() - start;
                    _scheduled = false;
                    return;
                }

                if (budget-- == 0) break;
                work = _inbox.Dequeue();
            }

            RunTurn(work);
        }

        _turnTicks += Stopwatch.GetTimestamp() - start;

        // Other activations want the thread too.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void RunTurn(object work)
    {
        switch (work)
        {
            case Task task:
                TryExecuteTask(task);
                break;
            case GrainCall { HasEnded: true } call:
                End(call);
                RunWaiting();
                break;
            case GrainCall call:
                Receive(call);
                break;
            default:
                TryDeactivate();
                break;
        }
    }

    private void Receive(GrainCall call)
    {
        if (_status == ActivationStatus.Active && (_blocking is null || call.Interleaves) && _deactivation is null)
        {
            Run(call);
            if (_deactivation is not null) TryDeactivate();
            return;
        }

        lock (this) _waiting.Enqueue(call);
        if (_status == ActivationStatus.New) BeginActivation(call.RequestContext);
    }

    private void Run(GrainCall call)
    {
        // Timed out or cancelled while it waited: nobody wants it any more.
        if (call.IsCompleted) return;

        if (call.Interleaves)
        {
            lock (this) (_interleaved ??= []).Add(call);
        }
        else
        {
            _blocking = call;
        }

        if (call.KeepsAlive) LastUse = Engine.Clock.Now;
        _calls++;
        if (StartCall(call)) End(call);
    }

    private bool StartCall(GrainCall call)
    {
        var outside = ExecutionContext.Capture();
        if (call.RequestContext is not null) RequestContext.Values = call.RequestContext;
        try
        {
            return Engine.Filters.Length > 0 || Class.IsFilter ? IncomingCall.Start(this, call) : call.Start(GrainInstance!);
        }
        finally
        {
            // What the request has set stays in its own flow.
            if (outside is not null && !ReferenceEquals(outside, ExecutionContext.Capture())) ExecutionContext.Restore(outside);
        }
    }

    public void OnCallEnded(GrainCall call)
    {
        call.HasEnded = true;
        PostWork(call);
    }

    private void End(GrainCall call)
    {
        if (call == _blocking)
        {
            _blocking = null;
        }
        else
        {
            lock (this) _interleaved!.Remove(call);
        }

        if (call.KeepsAlive) LastUse = Engine.Clock.Now;
        if (call.Failure is { } failure) OnFailure(failure);
        call.Complete(Engine.Log);
    }

    private void RunWaiting()
    {
        while (_status == ActivationStatus.Active && _deactivation is null && _blocking is null && _waiting.Count > 0)
        {
            GrainCall next;
            lock (this) next = (GrainCall)_waiting.Dequeue();
            Run(next);
        }

        if (_deactivation is not null) TryDeactivate();
    }

    public void CancelCall(CancellationTokenSource callee) =>
        Task.Factory.StartNew(static state => ((CancellationTokenSource)state!).Cancel(), callee, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public void FailExpired(long now)
    {
        foreach (var call in Pending(now))
            call.Fail(new TimeoutException($"Response did not arrive on time in {call.Method.Timeout ?? Engine.Options.ResponseTimeout} for call {call}."));
    }

    /// <summary>Fails all that runs or waits, for the end of the engine.</summary>
    public void FailAll(Exception exception)
    {
        foreach (var call in Pending(null)) call.Fail(exception);
    }

    /// <summary>What runs or waits and has expired; with null, all.</summary>
    private List<GrainCall> Pending(long? expiredAt)
    {
        List<GrainCall>? expired = null;
        lock (this)
        {
            if (_blocking is null && _inbox.Count == 0 && _waiting.Count == 0 && _interleaved is not { Count: > 0 }) return [];
            Check(_blocking);
            foreach (var call in _interleaved ?? []) Check(call);
            for (var i = 0; i < _inbox.Count; i++) Check(_inbox[i] as GrainCall);
            for (var i = 0; i < _waiting.Count; i++) Check((GrainCall)_waiting[i]);
        }

        return expired ?? [];

        void Check(GrainCall? call)
        {
            if (call is not { IsCompleted: false }) return;
            if (expiredAt is null || (call.Deadline > 0 && call.Deadline <= expiredAt)) (expired ??= []).Add(call);
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans;

/// <content>From the first call to the end: construction, loading, OnActivateAsync, OnDeactivateAsync, collection.</content>
internal sealed partial class Activation
{
    private static readonly object Wake = new();

    private Deactivation? _deactivation;
    private TaskCompletionSource? _ended;
    private IServiceScope? _scope;
    private List<IStateLoader>? _states;
    private long _keepUntil;
    private long _calls;
    private long _errors;
    private long _turnTicks;

    /// <summary>Milliseconds of <see cref="EngineClock"/>.</summary>
    public long LastUse { get; private set; }

    public ActivationStatus Status => _status;

    public (long Calls, long Errors, long TurnTicks) Counters => (_calls, _errors, _turnTicks);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_status == ActivationStatus.Ended || _deactivation is not null) return;
            _deactivation = new(deactivationReason);
        }

        PostWork(Wake);
    }

    public Task Deactivated
    {
        get
        {
            lock (this)
            {
                if (_status == ActivationStatus.Ended) return Task.CompletedTask;
                return (_ended ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    public void DelayDeactivation(TimeSpan span) => Volatile.Write(ref _keepUntil,
        span == TimeSpan.MaxValue || span == Timeout.InfiniteTimeSpan ? long.MaxValue
        : span <= TimeSpan.Zero ? 0
        : Engine.Clock.Refresh() + (long)span.TotalMilliseconds);

    /// <summary>Called by the sweep: ends an activation that nobody has used for the collection age.</summary>
    public void CollectIfIdle(long now)
    {
        lock (this)
        {
            if (_status != ActivationStatus.Active || _scheduled || _blocking is not null || _waiting.Count > 0 || _interleaved is { Count: > 0 }) return;
            _inbox.Trim();
            _waiting.Trim();
            if (now - LastUse < Class.CollectionAge || now < Volatile.Read(ref _keepUntil)) return;
        }

        Deactivate(new(DeactivationReasonCode.ActivationIdle, "Not used for the collection age."));
    }

    /// <summary>State that is read before OnActivateAsync.</summary>
    public void AddState(IStateLoader state) => (_states ??= []).Add(state);

    private void BeginActivation(Dictionary<string, object>? requestContext)
    {
        _status = ActivationStatus.Activating;
        var outside = ExecutionContext.Capture();
        RequestContext.Values = requestContext;
        _ = ActivateAsync();
        if (outside is not null) ExecutionContext.Restore(outside);
    }

    private async Task ActivateAsync()
    {
        try
        {
            GrainInstance = Class.Create(this);
            foreach (var state in _states ?? []) await state.ReadStateAsync();
            if (GrainInstance is IGrainBase grain)
            {
                using var timeout = new CancellationTokenSource();
                var activating = grain.OnActivateAsync(timeout.Token);
                if (!activating.IsCompleted) activating = Bounded(activating, Engine.Options.ActivationTimeout, timeout);
                await activating;
            }

            _states = null;
            _status = ActivationStatus.Active;
            RunWaiting();
        }
        catch (Exception failure)
        {
            // Whatever went wrong, those who wait must hear of it, and the next call may try again.
            Engine.Log.ActivationFailed(failure, GrainId);
            await EndAsync(failure);
        }
    }

    private async Task Bounded(Task work, TimeSpan limit, CancellationTokenSource cancellation)
    {
        try
        {
            await work.WaitAsync(limit, Engine.Clock.Time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            await cancellation.CancelAsync();
            throw;
        }
    }

    private void TryDeactivate()
    {
        if (_deactivation is not { } deactivation || _blocking is not null || _interleaved is { Count: > 0 }) return;
        if (_status == ActivationStatus.New) _ = EndAsync(null);
        if (_status != ActivationStatus.Active) return;
        _status = ActivationStatus.Deactivating;
        _ = DeactivateAsync(deactivation.Reason);
    }

    private async Task DeactivateAsync(DeactivationReason reason)
    {
        try
        {
            DisposeTimers();
            if (GrainInstance is IGrainBase grain)
            {
                using var timeout = new CancellationTokenSource();
                var deactivating = grain.OnDeactivateAsync(reason, timeout.Token);
                if (!deactivating.IsCompleted) deactivating = Bounded(deactivating, Engine.Options.DeactivationTimeout, timeout);
                await deactivating;
            }
        }
        catch (Exception failure)
        {
            // The activation ends whether its farewell succeeds or not.
            Engine.Log.DeactivationFailed(failure, GrainId);
        }

        await EndAsync(null);
    }

    private async Task EndAsync(Exception? failure)
    {
        DisposeTimers();
        try
        {
            if (GrainInstance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (GrainInstance as IDisposable)?.Dispose();
            if (_scope is IAsyncDisposable scope) await scope.DisposeAsync();
        }
        catch (Exception disposal)
        {
            // As above.
            Engine.Log.DeactivationFailed(disposal, GrainId);
        }

        var left = TakeCalls();
        Class.Remove(this);
        GrainInstance = null;
        _scope = null;
        _states = null;
        foreach (var call in left)
        {
            if (failure is not null) call.Fail(ExceptionCopier.Tell(failure));
            else Class.Route(call, Key);
        }

        _ended?.SetResult();
    }

    private List<GrainCall> TakeCalls()
    {
        var calls = new List<GrainCall>();
        lock (this)
        {
            _status = ActivationStatus.Ended;
            while (_waiting.Count > 0) calls.Add((GrainCall)_waiting.Dequeue());
            for (var i = _inbox.Count; i > 0; i--)
            {
                // Left-over steps of background work still run on this scheduler.
                var work = _inbox.Dequeue();
                if (work is GrainCall call) calls.Add(call);
                else _inbox.Enqueue(work);
            }
        }

        // Ticks belong to this activation and must not wake another.
        calls.RemoveAll(static call => call is TimerTick);
        return calls;
    }

    private void OnFailure(Exception failure)
    {
        _errors++;
        if (failure is not InconsistentStateException { IsSourceActivation: true } inconsistent) return;
        inconsistent.IsSourceActivation = false;
        Deactivate(new(DeactivationReasonCode.ApplicationError, failure, "The state in memory is not the one in the storage."));
    }
}

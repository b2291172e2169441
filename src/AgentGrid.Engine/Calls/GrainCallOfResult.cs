using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Orleans.Serialization;

namespace Orleans.CodeGeneration;

/// <summary>A call with a result. Awaited either as a ValueTask (this object is its source) or as a Task.</summary>
public abstract class GrainCall<TResult> : GrainCall, IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> _source = new() { RunContinuationsAsynchronously = true };
    private TaskCompletionSource<TResult>? _task;
    private TResult? _result;
    private ValueTask<TResult> _running;

    internal ValueTask<TResult> ValueTask => new(this, _source.Version);

    internal ValueTask PlainValueTask => new(this, _source.Version);

    internal void UseTask() => _task = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Task => _task!.Task;

    /// <summary>Calls the method with the arguments held.</summary>
    protected abstract ValueTask<TResult> Invoke(object grain);

    /// <summary>Copies the result at the boundary; the generator overrides it where the type is immutable.</summary>
    protected virtual TResult CopyResult(TResult result) => DeepCopy.Of(result);

    internal override bool StartCore(object grain)
    {
        try
        {
            var running = Invoke(grain);
            if (!running.IsCompleted)
            {
                _running = running;
                // Ends on the thread of the grain's last step, which is a turn of the grain unless it left its scheduler on purpose.
                running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnEnded);
                return false;
            }

            Take(running.Result);
        }
        catch (Exception failure)
        {
            // Whatever the grain throws belongs to the caller.
            Failure = failure;
        }

        return true;
    }

    internal override async Task<object?> InvokeBoxed(object grain) => await Invoke(grain);

    internal override void SetBoxedResult(object? value) => Take(value is null ? default! : (TResult)value);

    private protected override void SignalResult()
    {
        if (_task is null) _source.SetResult(_result!);
        else _task.SetResult(_result!);
    }

    private protected override void SignalFailure(Exception exception)
    {
        if (_task is null) _source.SetException(exception);
        else if (exception is OperationCanceledException) _task.SetFromTask(Cancelled(exception));
        else _task.SetException(exception);
    }

    // TrySetCanceled would replace the exception, and with it its type and message; the builder of async methods keeps it.
    private static Task<TResult> Cancelled(Exception exception)
    {
        var builder = AsyncTaskMethodBuilder<TResult>.Create();
        var task = builder.Task;
        builder.SetException(exception);
        return task;
    }

    private void Take(TResult result) => _result = CopyResult(result);

    private void OnEnded()
    {
        try
        {
            Take(_running.GetAwaiter().GetResult());
        }
        catch (Exception failure)
        {
            Failure = failure;
        }

        _running = default;
        Target!.OnCallEnded(this);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => _source.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

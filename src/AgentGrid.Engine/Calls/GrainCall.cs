using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;

namespace Orleans.CodeGeneration;

/// <summary>
/// One call: the message, its arguments (fields of the generated subclass) and the source of its completion, in one object.
/// Completed exactly once, by whoever comes first: the grain, the timeout or the caller's cancellation.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer; the callee may use its token after the call.")]
public abstract class GrainCall : IInvokable
{
    private int _completed;
    private object? _grain;
    private CallCancellation? _cancellation;

    /// <summary>What is called.</summary>
    protected internal abstract GrainMethod Method { get; }

    internal ICallTarget? Target { get; set; }

    internal Activation? Caller { get; private set; }

    /// <summary>The grain the call comes from; null when it comes from outside.</summary>
    internal virtual GrainId? Source => Caller?.GrainId;

    internal Dictionary<string, object>? RequestContext { get; set; }

    /// <summary>In milliseconds of <see cref="EngineClock"/>; 0 for never.</summary>
    internal long Deadline { get; set; }

    /// <summary>What the grain threw, once it has run; copied on its way to the caller.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>The grain has run; what is left to do is a turn of the target.</summary>
    internal bool HasEnded { get; set; }

    internal bool IsCompleted => Volatile.Read(ref _completed) != 0;

    internal virtual bool Interleaves => (Method.Options & GrainMethodOptions.AlwaysInterleave) != 0;

    /// <summary>Whether this call counts as use of the activation.</summary>
    internal virtual bool KeepsAlive => true;

    internal bool IsOneWay => (Method.Options & GrainMethodOptions.OneWay) != 0;

    /// <summary>The token argument; set to one of the callee's own when the caller's can be cancelled.</summary>
    protected virtual CancellationToken Token
    {
        get => default;
        set => throw new InvalidOperationException("This call has no cancellation token.");
    }

    public object? GetTarget() => _grain;

    public virtual int GetArgumentCount() => 0;

    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public virtual void SetArgument(int index, object? value) => throw new ArgumentOutOfRangeException(nameof(index));

    public string GetMethodName() => Method.Name;

    public string GetInterfaceName() => Method.InterfaceType.Name;

    public MethodInfo GetMethod() => Method.Info;

    public Type GetInterfaceType() => Method.InterfaceType;

    public TimeSpan? GetDefaultResponseTimeout() => Method.Timeout;

    public CancellationToken GetCancellationToken() => Token;

    /// <inheritdoc/>
    public override string ToString() => $"{Method} on {Target?.GrainId}";

    internal void Prepare(Activation? caller)
    {
        Caller = caller;
        RequestContext = Orleans.Runtime.RequestContext.CopyForCall();
        if (Token.CanBeCanceled) _cancellation = CallCancellation.Link(this);
    }

    internal CancellationToken ReplaceToken(CancellationToken callee)
    {
        var caller = Token;
        Token = callee;
        return caller;
    }

    /// <summary>Runs the grain's method. True when it has ended already; else <see cref="ICallTarget.OnCallEnded"/> follows on the grain's scheduler.</summary>
    internal bool Start(object grain)
    {
        Deliver(grain);
        return StartCore(grain);
    }

    /// <summary>Sets what <see cref="GetTarget"/> gives.</summary>
    internal void Deliver(object grain) => _grain = grain;

    internal abstract bool StartCore(object grain);

    /// <summary>For filters: runs the method and gives the boxed result.</summary>
    internal abstract Task<object?> InvokeBoxed(object grain);

    internal abstract void SetBoxedResult(object? value);

    /// <summary>The grain has ended: hands result or failure to the caller.</summary>
    internal void Complete(EngineLog log)
    {
        if (!TryComplete()) return;
        if (Failure is null)
        {
            SignalResult();
            return;
        }

        var told = ExceptionCopier.Tell(Failure);
        if (told is CodecNotFoundException && Failure is not CodecNotFoundException) log.FailureCannotCross(Failure, Method, Target!.GrainId);
        SignalFailure(told);
    }

    /// <summary>Ends the call without the grain; false when it has ended already.</summary>
    internal bool Fail(Exception exception)
    {
        if (!TryComplete()) return false;
        SignalFailure(exception);
        return true;
    }

    private protected abstract void SignalResult();

    private protected abstract void SignalFailure(Exception exception);

    private bool TryComplete()
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0) return false;
        _cancellation?.Unlink();
        return true;
    }
}

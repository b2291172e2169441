using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A reference to a grain or an observer. The generator makes one subclass per interface. Equal when they refer to the same grain.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private EmbeddedEngine? _engine;
    private ICallTargetSource? _source;
    private ICallTarget? _target;

    /// <summary>The grain.</summary>
    public GrainId GrainId { get; private set; }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"GrainReference:{GrainId}";

    internal void Bind(EmbeddedEngine engine, ICallTargetSource source, GrainId grainId)
    {
        _engine = engine;
        _source = source;
        GrainId = grainId;
    }

    internal object Cast(Type interfaceType) => Engine.MakeReference(interfaceType, _source!, GrainId);

    /// <summary>Sends a call of a method that returns <c>ValueTask&lt;T&gt;</c>.</summary>
    protected ValueTask<TResult> CallValue<TResult>(GrainCall<TResult> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var result = call.ValueTask;
        Send(call);
        return result;
    }

    /// <summary>Sends a call of a method that returns <c>Task&lt;T&gt;</c>.</summary>
    protected Task<TResult> CallTask<TResult>(GrainCall<TResult> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.UseTask();
        var result = call.Task;
        Send(call);
        return result;
    }

    /// <summary>Sends a call of a method that returns <c>ValueTask</c>.</summary>
    protected ValueTask CallPlainValue(GrainCall<Nothing> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var result = call.PlainValueTask;
        Send(call);
        return result;
    }

    /// <summary>Sends a call that nobody waits for.</summary>
    protected void CallOneWay(GrainCall<Nothing> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Send(call);
    }

    private EmbeddedEngine Engine => _engine ?? throw new InvalidOperationException("This reference was not made by the engine.");

    private void Send(GrainCall call)
    {
        var engine = Engine;
        call.Prepare(TaskScheduler.Current as Activation);
        if (call.IsCompleted) return;
        if (!call.IsOneWay) call.Deadline = engine.Clock.DeadlineAfter(call.Method.Timeout ?? engine.Options.ResponseTimeout);

        // A reference remembers its activation: looking it up costs more than the call.
        var target = _target;
        while (target is null || !target.TryPost(call))
        {
            target = _source!.Find(GrainId, call);
            if (target is null) return;
            _target = target;
        }
    }
}

using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A tick in the queue of an activation.</summary>
internal sealed class TimerTick(GrainTimer timer) : GrainCallWithoutResult
{
    private static readonly GrainMethod InvokeCallback =
        new(typeof(IGrainTimerInvoker), nameof(IGrainTimerInvoker.InvokeCallbackAsync), "InvokeCallbackAsync", [], GrainMethodOptions.OneWay, null);

    protected internal override GrainMethod Method => InvokeCallback;

    internal override bool Interleaves => timer.Interleave;

    internal override GrainId? Source => Target!.GrainId;

    internal override bool KeepsAlive => timer.KeepAlive;

    protected override ValueTask InvokePlain(object grain) => timer.TickAsync();
}

using System.Diagnostics.CodeAnalysis;

namespace Orleans.CodeGeneration;

/// <summary>
/// Gives the callee a token of its own. When the caller cancels, the caller's wait ends at once, and the callee's token is cancelled on a turn of the callee,
/// so that what is registered on it never runs beside the grain.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer; the callee may use its token after the call.")]
internal sealed class CallCancellation
{
    private readonly CancellationTokenSource _callee = new();
    private CancellationTokenRegistration _caller;

    public static CallCancellation Link(GrainCall call)
    {
        var link = new CallCancellation();
        var caller = call.ReplaceToken(link._callee.Token);
        link._caller = caller.UnsafeRegister((_, token) => link.OnCancelled(call, token), null);
        return link;
    }

    // Not waiting for a callback that is running: it may be this one.
    public void Unlink() => _caller.Unregister();

    private void OnCancelled(GrainCall call, CancellationToken token)
    {
        if (call.Fail(new OperationCanceledException(token))) call.Target?.CancelCall(_callee);
    }
}

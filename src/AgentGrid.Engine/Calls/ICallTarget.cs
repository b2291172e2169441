using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Where calls are delivered: an activation or a local observer.</summary>
internal interface ICallTarget
{
    GrainId GrainId { get; }

    /// <summary>Takes the call; false when this target has ended and another must be found.</summary>
    bool TryPost(GrainCall call);

    /// <summary>A call that did not end at once has ended. Any thread.</summary>
    void OnCallEnded(GrainCall call);

    /// <summary>The caller has gone: cancels the callee's token as a turn of the target.</summary>
    void CancelCall(CancellationTokenSource callee);

    /// <summary>Fails what has waited longer than its deadline.</summary>
    void FailExpired(long now);
}

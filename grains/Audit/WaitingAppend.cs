using AgentGrid.Contracts;
using AgentGrid.Contracts.Audit;

namespace AgentGrid.Grains.Audit;

/// <summary>One caller's records, waiting to be written.</summary>
internal sealed class WaitingAppend(AuditBatch batch)
{
    private readonly TaskCompletionSource<AuditPosition> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AuditBatch Batch => batch;

    public int Count => batch.Records.Length;

    /// <summary>Ends when the records are durable, or refused.</summary>
    public Task<AuditPosition> Done => _done.Task;

    public void Complete(long epoch, long index) => _done.TrySetResult(new AuditPosition { Epoch = epoch, Index = index });

    public void Refuse(GridException refusal) => _done.TrySetException(refusal);
}

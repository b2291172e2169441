using AgentGrid.Contracts;
using AgentGrid.Contracts.Audit;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Audit;

/// <summary>Writes one chain, a batch at a time. Everything runs on the turns of its grain: no two of its lines run at once.</summary>
internal sealed partial class AuditChainWriter(string chain, IAuditStore store, AuditChainOptions options, ILogger logger)
{
    private readonly Queue<WaitingAppend> _waiting = new();
    private readonly AuditContent _content = new();
    private List<TaskCompletionSource<bool>> _drains = [];
    private int _waitingRecords;
    private bool _writing;

    // Null: not known, to be loaded.
    private AuditHead? _head;

    public Task<AuditPosition> AppendAsync(AuditBatch batch)
    {
        if (_waitingRecords + batch.Records.Length > options.MaxWaiting)
            throw new GridException(GridErrorCode.Unavailable, "Too much is waiting to be written to the audit log; nothing was written. Try again shortly.") { RetryAfterMs = 1000 };
        var append = new WaitingAppend(batch);
        _waiting.Enqueue(append);
        _waitingRecords += append.Count;
        Start();
        return append.Done;
    }

    public Task<bool> DrainAsync()
    {
        var drained = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _drains.Add(drained);
        Start();
        return drained.Task;
    }

    private void Start()
    {
        if (_writing) return;
        _writing = true;
        _ = WriteAllAsync();
    }

    // Never throws: whatever happens is told to those who wait for it.
    private async Task WriteAllAsync()
    {
        while (_waiting.Count > 0 || _drains.Count > 0)
        {
            if (_drains.Count > 0) await MoveAsync();
            if (_waiting.Count > 0) await WriteAsync(Take());
        }

        _writing = false;
    }

    private List<WaitingAppend> Take()
    {
        var batch = new List<WaitingAppend>();
        var records = 0;
        while (_waiting.TryPeek(out var next) && (records == 0 || records + next.Count <= options.MaxBatch))
        {
            batch.Add(_waiting.Dequeue());
            records += next.Count;
        }

        return batch;
    }

    private async Task WriteAsync(List<WaitingAppend> batch)
    {
        var records = batch.Sum(append => append.Count);
        try
        {
            await TryWriteAsync(batch);
        }
        // Told to the callers and logged; the loop must live on.
        catch (Exception exception)
        {
            _head = null;
            var refusal = RefusalOf(exception);
            foreach (var append in batch) append.Refuse(refusal);
        }
        finally
        {
            _waitingRecords -= records;
        }
    }

    private async Task TryWriteAsync(List<WaitingAppend> batch)
    {
        List<AuditEntry>? sent = null;
        for (var attempt = 1; attempt <= options.MaxAttempts; attempt++)
        {
            try
            {
                _head ??= await store.GetHeadAsync(chain, CancellationToken.None);
                var entries = sent ?? Link(_head, batch);
                if (entries.Count == 0 || await store.AppendAsync(entries, CancellationToken.None) || (sent is not null && await IsWrittenAsync(sent)))
                {
                    Acknowledge(entries, batch);
                    return;
                }

                // Another writer was first. After its entries ours have other fingerprints.
                LogLost(logger, chain);
                (_head, sent) = (null, null);
            }
            catch (DatabaseUnavailableException away) when (away.OutcomeUnknown && attempt < options.MaxAttempts)
            {
                // The very same entries again: should the first sending come through after all, one of the two loses.
                LogUnknown(logger, away, chain);
                sent = _head is null ? null : Link(_head, batch);
            }
            catch (DatabaseUnavailableException) when (sent is not null)
            {
                throw new DatabaseUnavailableException("The database went away and did not return.", TimeSpan.FromSeconds(1), outcomeUnknown: true);
            }
        }

        throw new GridException(GridErrorCode.Unavailable, "The audit log has other writers; nothing was written. Try again shortly.") { RetryAfterMs = 1000 };
    }

    private async Task<bool> IsWrittenAsync(List<AuditEntry> sent) =>
        (await store.FindLinkAsync(chain, sent[^1].Link.Index, CancellationToken.None))?.Fingerprint == sent[^1].Link.Fingerprint;

    private void Acknowledge(List<AuditEntry> entries, List<WaitingAppend> batch)
    {
        if (entries.Count == 0) return;
        var last = entries[^1].Link.Head;
        var index = entries[0].Link.Index - 1;
        foreach (var append in batch)
        {
            index += append.Count;
            append.Complete(last.Epoch, index);
        }

        _head = last;
    }

    // A caller whose records have no canonical form is refused and leaves the batch; the others go on.
    private List<AuditEntry> Link(AuditHead head, List<WaitingAppend> batch)
    {
        var entries = new List<AuditEntry>();
        batch.RemoveAll(append =>
        {
            var before = (entries.Count, head);
            try
            {
                foreach (var record in append.Batch.Records)
                {
                    entries.Add(AuditEntry.After(head, AuditMapping.ToEvent(record), _content));
                    head = entries[^1].Link.Head;
                }

                return false;
            }
            catch (CanonicalJsonException wrong)
            {
                entries.RemoveRange(before.Count, entries.Count - before.Count);
                head = before.head;
                append.Refuse(GridException.Invalid("details", wrong.Message));
                return true;
            }
        });
        return entries;
    }

    private async Task MoveAsync()
    {
        var drains = _drains;
        _drains = [];
        try
        {
            _head ??= await store.GetHeadAsync(chain, CancellationToken.None);
            var move = await store.MoveOutboxAsync(_head, options.MaxMove, CancellationToken.None);
            _head = move.Moved is null ? null : move.Head;
            if (move.Moved is null) LogLost(logger, chain);
            foreach (var drain in drains) drain.TrySetResult(move.Moved is null || move.Moved == options.MaxMove);
        }
        // As in writing. What was to be moved waits on, or was moved: the next round sees which.
        catch (Exception exception)
        {
            _head = null;
            var refusal = RefusalOf(exception);
            foreach (var drain in drains) drain.TrySetException(refusal);
        }
    }

    private GridException RefusalOf(Exception exception)
    {
        switch (exception)
        {
            case GridException refusal:
                return refusal;
            case DatabaseUnavailableException away:
                return GrainFaults.Of(away);
            default:
                LogFailed(logger, exception, chain);
                return new GridException(GridErrorCode.Internal, "The audit log could not be written; the log has the details.");
        }
    }

    [LoggerMessage(5001, LogLevel.Information, "Another writer of audit chain {Chain} was first: going on after it")]
    private static partial void LogLost(ILogger logger, string chain);

    [LoggerMessage(5002, LogLevel.Warning, "The database went away while audit chain {Chain} was written: finding out whether it was")]
    private static partial void LogUnknown(ILogger logger, Exception exception, string chain);

    [LoggerMessage(5003, LogLevel.Error, "Audit chain {Chain} could not be written")]
    private static partial void LogFailed(ILogger logger, Exception exception, string chain);
}

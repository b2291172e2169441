using System.Threading.Channels;
using AgentGrid.Api.Agents.Dispatch;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Records every dispatch (who, whom, how it went; nothing that was said) without ever holding one up: notes wait in memory, are gathered for a moment and written together.
/// Killed, a process loses the notes of its last 250 ms at most. When more wait than may, or the log cannot be written for long, dispatches are lost to the log, counted,
/// and an entry says how many. A batch whose outcome is unknown is repeated, so after an outage an entry may be there twice, with the same request ids.
/// </summary>
internal sealed partial class DispatchAudit(IGrainFactory grains, AuditOptions options, AuditTelemetry telemetry, TimeProvider time, ILogger<DispatchAudit> logger) : BackgroundService
{
    private const int MostAtOnce = 20_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    // Full, it refuses: the writer never waits.
    private readonly Channel<DispatchNote> _notes = Channel.CreateBounded<DispatchNote>(new BoundedChannelOptions(options.MaxWaitingDispatches) { SingleReader = true });
    private long _lost;

    /// <summary>Begins a note; null when dispatches are not recorded.</summary>
    public DispatchNote? Begin(HttpContext context, DispatchPlan plan) => options.RecordDispatches
        ? new DispatchNote(this, plan.Caller, plan.Pool.Value, context.Connection.RemoteIpAddress, context.TraceIdentifier, time.GetTimestamp())
        : null;

    /// <summary>Takes a note of a dispatch that has ended.</summary>
    public void Add(DispatchNote note)
    {
        note.Time = time.GetUtcNow();
        note.LatencyMs = (int)Math.Min(time.GetElapsedTime(note.Started).TotalMilliseconds, int.MaxValue);
        if (!_notes.Writer.TryWrite(note)) Lose(1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RecordDispatches)
        {
            // Silence must differ from nothing having happened.
            LogOff(logger);
            await TryAppendAsync(new AuditBatch { Records = [Happened(AuditActions.DispatchesUnrecorded, null)] }, stoppingToken);
            return;
        }

        try
        {
            while (await _notes.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(options.GatherDispatches, time, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: the requests have ended, what they left is written.
        }

        await WriteAsync(stoppingToken);
    }

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        var notes = new List<DispatchNote>();
        do
        {
            notes.Clear();
            while (notes.Count < MostAtOnce && _notes.Reader.TryRead(out var note)) notes.Add(note);
            var records = DispatchRecords.Of(notes);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost) records = records.Append((Happened(AuditActions.DispatchesLost, AuditDetails.Of(("dispatches", lost))), 0));
            foreach (var batch in records.Chunk(AuditBatch.MaxRecords))
            {
                if (await TryAppendAsync(new AuditBatch { Records = [.. batch.Select(part => part.Record)] }, stoppingToken)) continue;
                Lose(batch.Sum(part => part.Dispatches));
                LogLost(logger, batch.Length);
            }
        }
        while (notes.Count == MostAtOnce);
    }

    private async Task<bool> TryAppendAsync(AuditBatch batch, CancellationToken stoppingToken)
    {
        var chain = grains.GetGrain<IAuditChainGrain>(AuditChains.System);
        for (var failing = false; ; failing = true)
        {
            try
            {
                await chain.AppendAsync(Caller.System, batch);
                return true;
            }
            // Whatever it is, the next dispatches must be recorded: this loop lives on.
            catch (Exception exception)
            {
                if (!failing) LogHeldUp(logger, exception);
                if (stoppingToken.IsCancellationRequested || exception is GridException { Code: GridErrorCode.Invalid or GridErrorCode.Internal }) return false;
            }

            // Once stopping there is one more try, without a pause.
            await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Lose(int dispatches)
    {
        Interlocked.Add(ref _lost, dispatches);
        telemetry.DispatchesLost.Add(dispatches);
    }

    private AuditRecord Happened(string action, string? details) => new()
    {
        Time = time.GetUtcNow(),
        ActorId = "system",
        ActorKind = "system",
        Action = action,
        Result = AuditRecordResult.Failed,
        Details = details,
    };

    [LoggerMessage(5111, LogLevel.Warning, "Dispatches cannot be written to the audit log now; trying on")]
    private static partial void LogHeldUp(ILogger logger, Exception exception);

    [LoggerMessage(5112, LogLevel.Error, "{Entries} entries about dispatches are lost to the audit log")]
    private static partial void LogLost(ILogger logger, int entries);

    [LoggerMessage(5113, LogLevel.Warning, "Dispatches are not recorded in the audit log: GRID_AUDIT_DISPATCHES is off, which is meant for measurements only")]
    private static partial void LogOff(ILogger logger);
}

using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Reminders;

/// <summary>
/// Registers reminders and sends their ticks. One timer waits for the earliest. A tick that was missed while the host was down is sent once at the start;
/// after that, ticks keep to the grid of start plus n periods. The next tick is stored before this one is sent, so a crash skips rather than storms.
/// </summary>
internal sealed class ReminderService(EmbeddedEngine engine, IReminderTable table) : IReminderRegistry, IDisposable
{
    private const int Batch = 256;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _pumping = new(1, 1);
    private ITimer? _timer;
    private int _changes;

    private DateTime Now => engine.TimeProvider.GetUtcNow().UtcDateTime;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
            _timer = engine.TimeProvider.CreateTimer(static self => _ = ((ReminderService)self!).PumpAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Only now that it can be set again: a pump that ended before would have nothing to set.
        Arm(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (_timer is not null) await _timer.DisposeAsync();

        // The pump that runs now ends, and a cancelled one does not begin: rows that another process may read by now are not moved any more.
        await _pumping.WaitAsync(CancellationToken.None);
        _pumping.Release();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _pumping.Dispose();
        _timer?.Dispose();
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < engine.Options.MinimumReminderPeriod)
        {
            throw new ArgumentException($"Cannot register reminder {reminderName} as requested period ({period}) is less than "
                + $"minimum allowed reminder period ({engine.Options.MinimumReminderPeriod})");
        }

        CheckTurn();
        var start = Now + dueTime;
        var etag = await table.UpsertAsync(new(callingGrainId, reminderName, start, period, start, ""), _stop.Token);
        Wake();
        return new ReminderHandle(reminderName, etag);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        var handle = reminder as ReminderHandle ?? throw new ArgumentException("Not a reminder of this engine.", nameof(reminder));
        CheckTurn();
        if (await table.RemoveAsync(callingGrainId, handle.ReminderName, handle.Etag, _stop.Token)) return;

        // Gone already is as good as removed; changed is not.
        if (await table.ReadAsync(callingGrainId, handle.ReminderName, _stop.Token) is not null)
            throw new ReminderException($"Could not unregister reminder {handle.ReminderName} of {callingGrainId}: it was changed.");
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
    {
        CheckTurn();
        return await table.ReadAsync(callingGrainId, reminderName, _stop.Token) is { } row ? new ReminderHandle(row.Name, row.Etag) : null;
    }

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
    {
        CheckTurn();
        return [.. (await table.ReadAsync(callingGrainId, _stop.Token)).Select(row => new ReminderHandle(row.Name, row.Etag))];
    }

    private static void CheckTurn()
    {
        if (RuntimeContext.Current is null)
            throw new InvalidOperationException("Reminders were touched outside of a turn of their grain, for example after ConfigureAwait(false) or in Task.Run.");
    }

    private void Wake()
    {
        // Counted first, so that a pump that is about to set the timer for later notices and looks again.
        Interlocked.Increment(ref _changes);
        Arm(TimeSpan.Zero);
    }

    private async Task PumpAsync()
    {
        try
        {
            await _pumping.WaitAsync(_stop.Token);
            try
            {
                int seen;
                do
                {
                    seen = Volatile.Read(ref _changes);
                    await SendDueAsync();
                    if (await table.ReadNextDueAsync(_stop.Token) is { } next) Arm(next - Now);
                }
                while (seen != Volatile.Read(ref _changes));
            }
            finally
            {
                _pumping.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception failure)
        {
            // The database may be away; promises kept in it are kept when it is back.
            engine.Log.RemindersUnreadable(failure, RetryDelay);
            Arm(RetryDelay);
        }
    }

    private void Arm(TimeSpan due)
    {
        // A day at most: the range of timers is limited.
        var wait = TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, TimeSpan.TicksPerDay));
        if (!_stop.IsCancellationRequested) _timer?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private async Task SendDueAsync()
    {
        while (true)
        {
            var now = Now;
            var due = await table.ReadDueAsync(now, Batch, _stop.Token);
            foreach (var row in due)
            {
                await table.MoveAsync(row, NextDue(row, now), _stop.Token);
                _ = SendAsync(row, now);
            }

            if (due.Count < Batch) return;
        }
    }

    private static DateTime NextDue(ReminderEntry row, DateTime now)
    {
        if (row.Period <= TimeSpan.Zero) return now + TimeSpan.FromMinutes(1);
        var periods = Math.Max(0, (now - row.StartAt).Ticks / row.Period.Ticks) + 1;
        return row.StartAt + TimeSpan.FromTicks(row.Period.Ticks * periods);
    }

    private async Task SendAsync(ReminderEntry row, DateTime now)
    {
        try
        {
            var reference = new RemindableReference();
            reference.Bind(engine, engine.SourceOf(row.GrainId), row.GrainId);
            await reference.ReceiveReminder(row.Name, new(row.StartAt, row.Period, now));
        }
        catch (Exception failure)
        {
            // The reminder comes again; nobody else waits for this call.
            engine.Log.ReminderFailed(failure, row.Name, row.GrainId);
        }
    }
}

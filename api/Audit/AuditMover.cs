using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Sees to it that what waits in the outbox is moved to its chain, and measures how far behind that is. Any number of processes may do this: the chains' grains move,
/// one round at a time. Asking the (mostly empty) outbox costs less than a notification with every change.
/// </summary>
internal sealed partial class AuditMover(IAuditStore store, IGrainFactory grains, AuditBacklog backlog, AuditOptions options, TimeProvider time, ILogger<AuditMover> logger) : BackgroundService
{
    private bool _failing;

    /// <summary>Moves everything that waits now.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        var state = await store.MeasureOutboxAsync(options.MaxBacklog + 1, cancellationToken);
        backlog.Measured(state);
        List<Exception>? failures = null;
        foreach (var chain in state.Chains)
        {
            try
            {
                var grain = grains.GetGrain<IAuditChainGrain>(chain);
                while (await grain.DrainOutboxAsync(Caller.System))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    backlog.Measured(await store.MeasureOutboxAsync(options.MaxBacklog + 1, cancellationToken));
                }
            }
            // One chain must not hold up the others.
            catch (Exception exception) when (exception is not (DatabaseUnavailableException or OperationCanceledException))
            {
                (failures ??= []).Add(exception);
            }
        }

        if (failures is not null) throw new AggregateException(failures);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.MoveEvery, time);
        try
        {
            do await TryMoveAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what the last requests left is moved, so that it is under the last checkpoint.
            await TryMoveAsync(CancellationToken.None);
        }
    }

    private async Task TryMoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MoveAsync(cancellationToken);
            if (_failing) LogGoesOn(logger);
            _failing = false;
        }
        // Whatever it is, it is tried again: this loop lives on.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_failing) LogHeldUp(logger, exception);
            _failing = true;
        }
    }

    [LoggerMessage(5101, LogLevel.Warning, "Audit events wait in the outbox and cannot be moved to their chains now; trying on")]
    private static partial void LogHeldUp(ILogger logger, Exception exception);

    [LoggerMessage(5102, LogLevel.Information, "Audit events are moved to their chains again")]
    private static partial void LogGoesOn(ILogger logger);
}

using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Audit;

/// <summary>Sees to it that a sealing that was interrupted is ended, and where a time is set that older contents are sealed, once a day in one of all processes.</summary>
internal sealed partial class AuditRetention(AuditSealer sealer, AuditSeals seals, AuditOptions options, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private string? _told;

    /// <summary>One round.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = await seals.LoadAsync(cancellationToken);
        var before = time.GetUtcNow() - options.Retention;
        var isDue = before is not null && (last is null || before - last.Through.Time >= Day);
        var outcome = await sealer.RunAsync(isDue ? before : null, Caller.System, static _ => { }, cancellationToken);
        if (outcome.Sealed is { } made) LogSealed(logger, made.Through.Number, made.Seal.Archive);
        if (outcome.Deleted > 0) LogDeleted(logger, outcome.Deleted);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without a folder nothing is sealed.
        if (options.ArchiveFolder is null) return;
        using var timer = new PeriodicTimer(options.SealEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryRunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next process goes on.
        }
    }

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
            _told = null;
        }
        // Another process is at it, or something is missing that is told of once.
        catch (GridException refusal)
        {
            if (refusal.RetryAfterMs is null && refusal.Message != _told) LogRefused(logger, _told = refusal.Message);
        }
        // Database or disk: the next round tries again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, exception);
        }
    }

    [LoggerMessage(5161, LogLevel.Information, "The audit log is sealed through checkpoint {Checkpoint}: {Archive}")]
    private static partial void LogSealed(ILogger logger, long checkpoint, string archive);

    [LoggerMessage(5162, LogLevel.Information, "{Contents} sealed contents were deleted from the audit log")]
    private static partial void LogDeleted(ILogger logger, long contents);

    [LoggerMessage(5163, LogLevel.Warning, "The audit log cannot be sealed: {Refusal}")]
    private static partial void LogRefused(ILogger logger, string refusal);

    [LoggerMessage(5164, LogLevel.Error, "The audit log could not be sealed now; trying on")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

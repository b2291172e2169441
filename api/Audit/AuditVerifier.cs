using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Walks all chains again and again, slowly: so a change is found that no query happens to look at. One process at a time; the next one, and the next start, go on where this one was.
/// </summary>
internal sealed partial class AuditVerifier(
    IAuditVerificationStore alone, AuditWalks walks, AuditVerificationState state, AuditOptions options, AuditTelemetry telemetry, TimeProvider time, ILogger<AuditVerifier> logger) : BackgroundService
{
    private AuditFinding? _told;

    /// <summary>Walks once to the end, without rests. False when another process is at it, or this one.</summary>
    public Task<bool> RunAsync(CancellationToken cancellationToken) => alone.AloneAsync(AuditVerificationTask.Background, token => WalkAsync(TimeSpan.Zero, 0, token), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.VerifyAgainAfter, time, stoppingToken);
                await alone.AloneAsync(AuditVerificationTask.Background, token => WalkAsync(options.VerifyAgainAfter, (1 / options.VerifyShare) - 1, token), stoppingToken);
            }
            // Whatever it is, it is tried again; a verifier that ended would look like one that finds nothing.
            catch (Exception exception)
            {
                if (!stoppingToken.IsCancellationRequested) LogFailed(logger, exception);
            }
        }
    }

    private async Task WalkAsync(TimeSpan notBefore, double rest, CancellationToken cancellationToken)
    {
        var before = await state.LoadAsync(cancellationToken);
        // Many processes do not walk more often than one.
        if (before is { Current: null, Last: { } last } && time.GetUtcNow() - last.EndedAt < notBefore) return;
        var walk = await walks.BeginAsync(before.Current?.ToHead(), cancellationToken);
        await new AuditVerificationRun(walk, before, state, rest, time).RunAsync(Tell, cancellationToken);
    }

    private void Tell(AuditFinding? finding)
    {
        telemetry.Verified(isBroken: finding is not null);
        if (finding is not null && finding != _told) LogFound(logger, finding);
        _told = finding;
    }

    [LoggerMessage(5131, LogLevel.Critical, "The audit log is not what was written: {Finding}")]
    private static partial void LogFound(ILogger logger, AuditFinding finding);

    [LoggerMessage(5132, LogLevel.Error, "The audit log cannot be verified now; trying on")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Hosting;

/// <summary>Deletes idempotent answers that have expired, in small portions, every ten minutes. Safe in any number of processes.</summary>
internal sealed partial class Housekeeping(IIdempotencyStore store, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int Portion = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await store.PurgeExpiredAsync(Portion, stoppingToken) == Portion)
                {
                    // More are waiting.
                }
            }
            catch (DatabaseUnavailableException exception)
            {
                LogPostponed(logger, exception);
            }
        }
    }

    [LoggerMessage(1003, LogLevel.Warning, "Expired idempotent answers could not be deleted now; the next attempt is in ten minutes")]
    private static partial void LogPostponed(ILogger logger, Exception exception);
}

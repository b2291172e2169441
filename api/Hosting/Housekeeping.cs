using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Hosting;

/// <summary>
/// Deletes what is of no use any more (expired idempotent answers, sessions that ended 30 days ago, grants that ended, news a day old) in small portions, every ten minutes.
/// Safe in any number of processes.
/// </summary>
internal sealed partial class Housekeeping(
    IIdempotencyStore answers, ISessionStore sessions, IOAuthGrantStore grants, ICredentialNewsFeed news, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int Portion = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SessionsKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan NewsKept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await AllAsync(() => answers.PurgeExpiredAsync(Portion, stoppingToken));
                await AllAsync(() => sessions.PurgeAsync(SessionsKept, Portion, stoppingToken));
                await AllAsync(() => grants.PurgeAsync(Portion, stoppingToken));
                await AllAsync(() => news.PurgeAsync(NewsKept, Portion, stoppingToken));
            }
            catch (DatabaseUnavailableException exception)
            {
                LogPostponed(logger, exception);
            }
        }
    }

    private static async Task AllAsync(Func<Task<int>> purge)
    {
        while (await purge() == Portion)
        {
            // More are waiting.
        }
    }

    [LoggerMessage(1003, LogLevel.Warning, "What has expired could not be deleted now; the next attempt is in ten minutes")]
    private static partial void LogPostponed(ILogger logger, Exception exception);
}

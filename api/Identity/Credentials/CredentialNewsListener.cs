using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>
/// Hears what was revoked or changed and tells what remembers. While nothing can be heard, nothing that is remembered counts: requests ask the database, or fail with it.
/// </summary>
public sealed partial class CredentialNewsListener(ICredentialNewsFeed feed, CredentialCache<KnownCaller> cache, TimeProvider time, ILogger<CredentialNewsListener> logger) : BackgroundService
{
    /// <summary>How often the database is asked; pushes come in between.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A tag was in the news; see <see cref="CredentialTags"/>. Called on the listener's own turn: be quick, do not throw.</summary>
    public event Action<string>? Heard;

    /// <summary>News may have been missed: what depends on credentials must be checked anew.</summary>
    public event Action? Missed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HearAsync(stoppingToken);
            }
            catch (DatabaseUnavailableException away)
            {
                LogSilent(logger, away);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var news in feed.HearAsync(Beat, cancellationToken))
        {
            if (isFirst)
            {
                cache.Clear();
                Missed?.Invoke();
                isFirst = false;
            }

            if (news.Count > 0) cache.Hear(news.Select(one => one.Tag));
            cache.Confirm();
            foreach (var one in news) Heard?.Invoke(one.Tag);
        }
    }

    [LoggerMessage(3002, LogLevel.Warning, "News of revoked credentials cannot be heard; every request asks the database until they can")]
    private static partial void LogSilent(ILogger logger, Exception exception);
}

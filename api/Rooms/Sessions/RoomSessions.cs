using System.Collections.Concurrent;
using System.Threading.Channels;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>
/// The connected sessions, and whether they may stay: closed when their token ends; what stands behind it is looked up anew when something they depend on is in the news, when
/// news may have been missed, and once a minute, because what expires makes no news.
/// </summary>
internal sealed partial class RoomSessions : BackgroundService
{
    private const long CheckEveryMs = 60_000;
    private const int AtOnce = 8;
    private const int NewsKept = 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private readonly RoomRelay _relay;
    private readonly CredentialLookup _lookup;
    private readonly FixedTokens _fixedTokens;
    private readonly CredentialNewsListener _news;
    private readonly TimeProvider _time;
    private readonly ILogger<RoomSessions> _logger;
    // Holds each session once at most, so it is no longer than they are many.
    private readonly Channel<RoomSession> _due = Channel.CreateUnbounded<RoomSession>(new UnboundedChannelOptions { SingleReader = false });
    private readonly ConcurrentQueue<string> _heard = new();

    public RoomSessions(RoomRelay relay, CredentialLookup lookup, FixedTokens fixedTokens, CredentialNewsListener news, TimeProvider time, ILogger<RoomSessions> logger)
    {
        (_relay, _lookup, _fixedTokens, _news, _time, _logger) = (relay, lookup, fixedTokens, news, time, logger);
        news.Heard += Hear;
        news.Missed += Miss;
    }

    public void Add(RoomSession session)
    {
        // Spread, so that a fleet that came at once is not looked up at once.
        session.CheckAtMs = _relay.NowMs + (long)(CheckEveryMs * (0.5 + (Random.Shared.NextDouble() / 2)));
        _relay.Sessions[session.Id] = session;
        Renewed(session);
    }

    /// <summary>It has a credential that it did not have before: news between the check of that and this moment was heard by nobody for it.</summary>
    public void Renewed(RoomSession session)
    {
        if (_heard.Any(session.DependsOn)) Ask(session);
    }

    public void Remove(RoomSession session) => _relay.Sessions.TryRemove(session.Id, out _);

    public override void Dispose()
    {
        _news.Heard -= Hear;
        _news.Missed -= Miss;
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([AskRegularlyAsync(stoppingToken), .. Enumerable.Range(0, AtOnce).Select(_ => AskAsync(stoppingToken))]);

    private void Hear(string tag)
    {
        _heard.Enqueue(tag);
        if (_heard.Count > NewsKept) _heard.TryDequeue(out _);
        foreach (var session in _relay.Sessions.Values)
            if (session.DependsOn(tag)) Ask(session);
    }

    private void Miss()
    {
        foreach (var session in _relay.Sessions.Values) Ask(session);
    }

    private void Ask(RoomSession session)
    {
        if (session.TryBeginAsking()) _due.Writer.TryWrite(session);
    }

    private async Task AskRegularlyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var (now, date) = (_relay.NowMs, _time.GetUtcNow());
            foreach (var session in _relay.Sessions.Values)
            {
                if (session.EndsAt <= date)
                {
                    session.Connection.Close(RoomCloseReason.TokenExpired);
                    continue;
                }

                if (session.CheckAtMs > now) continue;
                session.CheckAtMs = now + CheckEveryMs;
                Ask(session);
            }
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await foreach (var session in _due.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                // News from now on asks again.
                session.EndAsking();
                var asked = session.Known;
                session.Rechecked(asked, await CheckAsync(asked, cancellationToken));
            }
            // While the database is away nothing is written either; when it is back news may have been missed, and everybody is looked up.
            catch (Exception away) when (away is DatabaseUnavailableException or GridException)
            {
                LogUnknown(_logger, away, session.Id);
            }
        }
    }

    private async Task<KnownCaller?> CheckAsync(KnownCaller known, CancellationToken cancellationToken)
    {
        if (known.Caller.Subject == FixedTokens.BootstrapSubject) return _fixedTokens.BootstrapIsOpen ? known : null;
        return await _lookup.RecheckAsync(known, cancellationToken);
    }

    [LoggerMessage(5112, LogLevel.Warning, "Whether socket {Connection} may stay cannot be known now")]
    private static partial void LogUnknown(ILogger logger, Exception exception, Guid connection);
}

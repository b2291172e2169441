using System.Collections.Frozen;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Rooms.Channels;

/// <summary>Who subscribed to which channel. A feed runs from its first subscriber to its last. Thread-safe.</summary>
internal sealed partial class ChannelHub(IEnumerable<IChannelFeed> feeds, TimeProvider time, ILogger<ChannelHub> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly FrozenDictionary<string, Running> _channels = feeds.ToFrozenDictionary(feed => feed.Name, feed => new Running(feed), StringComparer.Ordinal);

    /// <exception cref="GridException">Invalid: no such channel; Forbidden.</exception>
    public void Subscribe(RoomSession session, Caller caller, string name)
    {
        var channel = Find(name);
        caller.Demand(channel.Feed.Role);
        lock (channel.Gate)
        {
            channel.Sessions.Add(session);
            if (channel.Stop is not null) return;
            channel.Stop = new CancellationTokenSource();
            _ = RunAsync(channel, channel.Stop.Token);
        }
    }

    /// <exception cref="GridException">Invalid: no such channel.</exception>
    public void Unsubscribe(RoomSession session, string name)
    {
        var channel = Find(name);
        lock (channel.Gate)
        {
            if (!channel.Sessions.Remove(session) || channel.Sessions.Count > 0) return;
            End(channel);
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
            lock (channel.Gate) End(channel);
    }

    private static void End(Running channel)
    {
        channel.Stop?.Cancel();
        channel.Stop?.Dispose();
        channel.Stop = null;
    }

    private Running Find(string name) => _channels.GetValueOrDefault(name)
        ?? throw GridException.Invalid("channel", $"Must be one of {string.Join(", ", _channels.Keys.Order(StringComparer.Ordinal))}.");

    private async Task RunAsync(Running channel, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var happened in channel.Feed.ListenAsync(cancellationToken)) Tell(channel, happened);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            // Whatever it was: subscribers stay, and the feed is begun anew.
            catch (Exception failure)
            {
                LogSilent(logger, failure, channel.Feed.Name);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    // Roles may have changed since; who takes too little misses it, as these are news and no history.
    private static void Tell(Running channel, RoomEvent happened)
    {
        lock (channel.Gate)
        {
            foreach (var session in channel.Sessions)
                if (session.Known.Caller.Is(channel.Feed.Role)) session.Connection.TrySend(happened);
        }
    }

    [LoggerMessage(5113, LogLevel.Warning, "Channel {Channel} cannot be read; trying again")]
    private static partial void LogSilent(ILogger logger, Exception exception, string channel);

    private sealed class Running(IChannelFeed feed)
    {
        public IChannelFeed Feed => feed;

        public Lock Gate { get; } = new();

        public HashSet<RoomSession> Sessions { get; } = [];

        public CancellationTokenSource? Stop { get; set; }
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Orleans.Utilities;

/// <summary>
/// The observers of one grain. A subscription is a lease of <see cref="ExpirationDuration"/>, renewed by subscribing again; expired and failing observers
/// are dropped when next notified. Not thread-safe: belongs to a grain. Subscriptions may change while a notification awaits.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "As in Orleans.")]
public class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver> where TIdentity : notnull
{
    private readonly Dictionary<TIdentity, (TObserver Observer, DateTime LastSeen)> _observers = [];
    private readonly ILogger _log;

    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        _log = log;
        ExpirationDuration = expiration;
    }

    /// <summary>The clock, in UTC. Default: the system's.</summary>
    public Func<DateTime> GetDateTime { get; set; } = static () => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>How long a subscription lasts.</summary>
    public TimeSpan ExpirationDuration { get; set; }

    /// <summary>Subscriptions held, expired ones included until they are cleared.</summary>
    public int Count => _observers.Count;

    /// <summary>A copy of the subscriptions.</summary>
    public IReadOnlyDictionary<TIdentity, TObserver> Observers => _observers.ToDictionary(pair => pair.Key, pair => pair.Value.Observer);

    /// <summary>Drops all.</summary>
    public void Clear() => _observers.Clear();

    /// <summary>Subscribes or renews.</summary>
    public void Subscribe(TIdentity id, TObserver observer) => _observers[id] = (observer, GetDateTime());

    /// <summary>Ends a subscription, if there is one.</summary>
    public void Unsubscribe(TIdentity id) => _observers.Remove(id);

    /// <summary>Calls each observer in turn and awaits it. An observer that fails is dropped; its failure is not thrown.</summary>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        ArgumentNullException.ThrowIfNull(notification);
        foreach (var (id, observer) in Living(predicate))
        {
            try
            {
                await notification(observer);
            }
            catch (Exception failure)
            {
                // Of whatever kind: an observer that cannot be told is gone.
                Drop(id, failure);
            }
        }
    }

    /// <summary>Calls each observer without waiting. An observer that fails at once is dropped.</summary>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        ArgumentNullException.ThrowIfNull(notification);
        foreach (var (id, observer) in Living(predicate))
        {
            try
            {
                notification(observer);
            }
            catch (Exception failure)
            {
                // As above.
                Drop(id, failure);
            }
        }
    }

    /// <summary>Drops the expired ones.</summary>
    public void ClearExpired()
    {
        var now = GetDateTime();
        foreach (var (id, entry) in _observers)
        {
            if (entry.LastSeen + ExpirationDuration < now) _observers.Remove(id);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<TObserver> GetEnumerator() => _observers.Values.Select(entry => entry.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<(TIdentity Id, TObserver Observer)> Living(Func<TObserver, bool>? predicate)
    {
        ClearExpired();
        return [.. _observers.Where(pair => predicate?.Invoke(pair.Value.Observer) ?? true).Select(pair => (pair.Key, pair.Value.Observer))];
    }

    private void Drop(TIdentity id, Exception failure)
    {
        _observers.Remove(id);
        if (_log.IsEnabled(LogLevel.Debug)) DroppedMessage(_log, id, failure);
    }

    private static readonly Action<ILogger, TIdentity, Exception?> DroppedMessage =
        LoggerMessage.Define<TIdentity>(LogLevel.Debug, new(1010, "ObserverDropped"), "Observer {Id} failed and is dropped.");
}

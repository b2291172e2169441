using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Utilities;

namespace AgentGrid.Engine.Tests.Observers;

public sealed class PublisherGrain : Grain, IPublisherGrain
{
    private readonly ObserverManager<INoticeObserver> _observers = new(TimeSpan.FromMinutes(1), NullLogger.Instance);
    private DateTime _now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public PublisherGrain() => _observers.GetDateTime = () => _now;

    public Task Subscribe(INoticeObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(INoticeObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public async Task<int> Publish(string text)
    {
        await _observers.Notify(observer => observer.Notice(text));
        return _observers.Count;
    }

    public Task<int> Ask(INoticeObserver observer, int number) => observer.Ask(number);

    public async Task<int> NotifyFailing()
    {
        await _observers.Notify(observer => observer.Fail());
        return _observers.Count;
    }

    public Task Forward(TimeSpan span)
    {
        _now += span;
        return Task.CompletedTask;
    }

    public Task HostObserver()
    {
        GrainFactory.CreateObjectReference<INoticeObserver>(new NoticeObserver());
        return Task.CompletedTask;
    }
}

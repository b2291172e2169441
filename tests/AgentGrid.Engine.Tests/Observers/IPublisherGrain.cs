namespace AgentGrid.Engine.Tests.Observers;

[Alias("test.publisher")]
public interface IPublisherGrain : IGrainWithStringKey
{
    [Alias("subscribe")]
    Task Subscribe(INoticeObserver observer);

    [Alias("unsubscribe")]
    Task Unsubscribe(INoticeObserver observer);

    [Alias("publish")]
    Task<int> Publish(string text);

    [Alias("ask")]
    Task<int> Ask(INoticeObserver observer, int number);

    [Alias("failing")]
    Task<int> NotifyFailing();

    [Alias("forward")]
    Task Forward(TimeSpan span);

    [Alias("host")]
    Task HostObserver();
}

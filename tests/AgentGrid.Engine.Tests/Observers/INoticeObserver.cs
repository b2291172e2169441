using Orleans.Concurrency;

namespace AgentGrid.Engine.Tests.Observers;

[Alias("test.notice")]
public interface INoticeObserver : IGrainObserver
{
    [Alias("notice"), OneWay]
    Task Notice(string text);

    [Alias("ask")]
    Task<int> Ask(int number);

    [Alias("fail")]
    Task Fail();
}

using System.Threading.Channels;

namespace AgentGrid.Engine.Tests.Observers;

public sealed class NoticeObserver : INoticeObserver
{
    private readonly Channel<string> _notices = Channel.CreateUnbounded<string>();

    public ChannelReader<string> Notices => _notices.Reader;

    public async Task Notice(string text) => await _notices.Writer.WriteAsync(text);

    public Task<int> Ask(int number) => Task.FromResult(number + 1);

    public Task Fail() => throw new InvalidOperationException("The observer fails.");
}

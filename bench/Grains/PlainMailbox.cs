using System.Threading.Channels;

namespace AgentGrid.Bench.Grains;

/// <summary>
/// The least that a one-at-a-time actor can be on .NET: a channel, one reader, a completion per call. No identity, no copying, no filters,
/// no timeouts, no statistics. What an engine takes more than this is what its promises cost.
/// </summary>
internal sealed class PlainMailbox : IAsyncDisposable
{
    private readonly Channel<(SharedText Text, TaskCompletionSource<SharedText> Answer)> _calls =
        Channel.CreateUnbounded<(SharedText, TaskCompletionSource<SharedText>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _loop;

    internal PlainMailbox() => _loop = Task.Run(RunAsync);

    /// <summary>Not to be called after <see cref="DisposeAsync"/> (an unbounded channel refuses only then).</summary>
    internal Task<SharedText> EchoAsync(SharedText text)
    {
        var answer = new TaskCompletionSource<SharedText>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Writer.TryWrite((text, answer));
        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Writer.Complete();
        await _loop;
    }

    private async Task RunAsync()
    {
        await foreach (var (text, answer) in _calls.Reader.ReadAllAsync()) answer.SetResult(text);
    }
}

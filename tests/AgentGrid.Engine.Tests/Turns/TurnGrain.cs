namespace AgentGrid.Engine.Tests.Turns;

public sealed class TurnGrain : Grain, ITurnGrain
{
    private readonly List<int> _log = [];
    private int _count;
    private int _running;
    private int _maxRunning;

    public Task Append(int number)
    {
        _log.Add(number);
        return Task.CompletedTask;
    }

    public Task<int[]> Log() => Task.FromResult(_log.ToArray());

    public async Task Hold(string started, string release)
    {
        Gates.Open(started);
        await Gates.Wait(release);
        _count++;
    }

    public Task<int> Peek() => Task.FromResult(_count);

    public Task InterleavingHold(string started, string release) => Hold(started, release);

    public async ValueTask<int> IncrementAcrossAwaits(int steps)
    {
        _maxRunning = Math.Max(_maxRunning, ++_running);
        for (var i = 0; i < steps; i++)
        {
            var before = _count;
            await Task.Yield();
            _count = before + 1;
        }

        _running--;
        return _count;
    }

    public Task<int> MaxRunning() => Task.FromResult(_maxRunning);

    public Task NotifyAndFail(string gate)
    {
        Gates.Open(gate);
        throw new InvalidOperationException("Nobody hears this.");
    }

    public ValueTask NotifyValue(string gate)
    {
        Gates.Open(gate);
        return default;
    }

    public Task NotifyHold(string started, string release) => Hold(started, release);

    public Task NotifyBusy(string release, string result)
    {
        Gates.Open(result, SpinWait.SpinUntil(() => Gates.IsOpen(release), TimeSpan.FromSeconds(15)).ToString());
        return Task.CompletedTask;
    }

    public async Task<bool> KeepsScheduler()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = ReferenceEquals(scheduler, TaskScheduler.Current);
        await Task.Run(() => { });
        return afterYield && ReferenceEquals(scheduler, TaskScheduler.Current) && scheduler != TaskScheduler.Default;
    }

    public async Task<bool> StartsTasksOnScheduler()
    {
        var scheduler = TaskScheduler.Current;
        return ReferenceEquals(scheduler, await Task.Factory.StartNew(() => TaskScheduler.Current));
    }

    public async Task<bool> LeavesSchedulerInTaskRun() => await Task.Run(() => TaskScheduler.Current == TaskScheduler.Default);

    public async Task<int> ParallelWithoutLocks(int workers, int steps)
    {
        var sum = 0;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            for (var i = 0; i < steps; i++)
            {
                await Task.Yield();
                sum++;
            }
        }));
        return sum;
    }
}

using Orleans.Concurrency;

namespace AgentGrid.Engine.Tests.Turns;

[Alias("test.turns")]
public interface ITurnGrain : IGrainWithStringKey
{
    [Alias("append")]
    Task Append(int number);

    [Alias("log")]
    Task<int[]> Log();

    [Alias("hold")]
    Task Hold(string started, string release);

    [Alias("peek"), AlwaysInterleave]
    Task<int> Peek();

    [Alias("interleavingHold"), AlwaysInterleave]
    Task InterleavingHold(string started, string release);

    [Alias("increment")]
    ValueTask<int> IncrementAcrossAwaits(int steps);

    [Alias("running")]
    Task<int> MaxRunning();

    [Alias("oneWay"), OneWay]
    Task NotifyAndFail(string gate);

    [Alias("oneWayValue"), OneWay]
    ValueTask NotifyValue(string gate);

    [Alias("oneWayHold"), OneWay]
    Task NotifyHold(string started, string release);

    [Alias("oneWayBusy"), OneWay]
    Task NotifyBusy(string release, string result);

    [Alias("scheduler")]
    Task<bool> KeepsScheduler();

    [Alias("factory")]
    Task<bool> StartsTasksOnScheduler();

    [Alias("taskRun")]
    Task<bool> LeavesSchedulerInTaskRun();

    [Alias("parallel")]
    Task<int> ParallelWithoutLocks(int workers, int steps);
}

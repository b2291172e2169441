namespace AgentGrid.Engine.Tests.Timers;

[Alias("test.timer")]
public interface ITimerGrain : IGrainWithStringKey
{
    [Alias("start")]
    Task Start(TimeSpan due, TimeSpan period);

    [Alias("change")]
    Task Change(TimeSpan due, TimeSpan period);

    [Alias("stop")]
    Task Stop();

    [Alias("ticks")]
    Task<int> Ticks();

    [Alias("overlap")]
    Task<bool> Overlapped();

    [Alias("until")]
    Task<int> HoldUntil(string started, string release);

    [Alias("interleaving")]
    Task<int> WaitForInterleavingTick();

    [Alias("failing")]
    Task StartFailing();

    [Alias("state")]
    Task<string> StartWithState(string state);

    [Alias("disposing")]
    Task StartDisposingItself();

    [Alias("invalid")]
    Task StartInvalid();

    [Alias("deactivate")]
    Task Deactivate();
}

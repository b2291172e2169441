namespace AgentGrid.Engine.Tests.Timers;

public sealed class TimerGrain : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private int _ticks;
    private bool _inTick;
    private bool _overlapped;
    private bool _inRequest;

    public Task Start(TimeSpan due, TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(due, period) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task<bool> Overlapped() => Task.FromResult(_overlapped);

    public async Task<int> HoldUntil(string started, string release)
    {
        _inRequest = true;
        var before = _ticks;
        Gates.Open(started);
        await Gates.Wait(release);
        _inRequest = false;
        return _ticks - before;
    }

    public async Task<int> WaitForInterleavingTick()
    {
        var ticked = new TaskCompletionSource<int>();
        using var timer = this.RegisterGrainTimer(
            () =>
            {
                ticked.TrySetResult(1);
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan) { Interleave = true });
        return await ticked.Task;
    }

    public Task StartFailing()
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                await TickAsync(default);
                throw new InvalidOperationException("A tick fails.");
            },
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        return Task.CompletedTask;
    }

    public Task<string> StartWithState(string state)
    {
        this.RegisterGrainTimer(
            static gate =>
            {
                Gates.Open(gate);
                return Task.CompletedTask;
            },
            state, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        return Task.FromResult(state);
    }

    public Task StartDisposingItself()
    {
        _timer = this.RegisterGrainTimer(
            token =>
            {
                _ticks++;
                _timer!.Dispose();
                Gates.Open($"{this.GetPrimaryKeyString()}-disposed", token.IsCancellationRequested.ToString());
                return Task.CompletedTask;
            },
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        return Task.CompletedTask;
    }

    public Task StartInvalid()
    {
        this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        _overlapped |= _inTick || _inRequest;
        _inTick = true;
        await Task.Yield();
        _ticks++;
        Gates.Open($"{this.GetPrimaryKeyString()}-tick{_ticks}");
        _inTick = false;
    }
}

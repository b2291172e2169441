using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>How many events one socket may send: counted here, because a socket is in one process. Made with the first event, so idle sockets cost nothing. Thread-safe.</summary>
internal sealed class RoomEventBudget(RoomRelay clock)
{
    // Programs have a few seconds' worth of events under way before they read that they are to wait.
    private const int MostRefusals = 200;
    private readonly Lock _gate = new();
    private AdaptiveWindow? _window;
    private int _refusals;

    /// <summary>Events that may be sent now.</summary>
    public int Remaining
    {
        get
        {
            lock (_gate) return _window?.Peek(clock.NowMs).Remaining ?? LimitPolicy.SocketEvents.Permits;
        }
    }

    /// <summary>Takes one.</summary>
    /// <param name="isAbuse">So many in a row were refused that the socket does not listen.</param>
    public LimitDecision TryTake(out bool isAbuse)
    {
        lock (_gate)
        {
            var decision = (_window ??= new AdaptiveWindow(LimitPolicy.SocketEvents)).TryAcquire(1, clock.NowMs);
            _refusals = decision.Allowed ? 0 : _refusals + 1;
            isAbuse = _refusals == MostRefusals;
            return decision;
        }
    }
}

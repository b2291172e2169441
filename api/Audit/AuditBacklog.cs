using AgentGrid.Contracts;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Whether the chains keep up with what is done. When they do not, state changes are refused rather than done without an entry. Cheap enough to ask for every request:
/// the <see cref="AuditMover"/> measures, and when that stops for long the answer is no, too.
/// </summary>
internal sealed class AuditBacklog(AuditOptions options, AuditTelemetry telemetry, TimeProvider time)
{
    private long _measuredAt = time.GetTimestamp();
    private bool _behind;

    /// <summary>True when state changes must be refused.</summary>
    public bool IsBehind => Volatile.Read(ref _behind) || time.GetElapsedTime(Volatile.Read(ref _measuredAt)) > options.MaxBacklogAge;

    /// <summary>Takes a measurement of the outbox; it counts at least to one more than may wait.</summary>
    public void Measured(AuditOutboxState state)
    {
        Volatile.Write(ref _behind, state.Events > options.MaxBacklog || state.Oldest > options.MaxBacklogAge);
        Volatile.Write(ref _measuredAt, time.GetTimestamp());
        telemetry.Measured(state.Events, state.Oldest);
    }

    /// <summary>Refuses a state change while the log is behind. Counted, not logged: there may be many.</summary>
    /// <exception cref="GridException">Unavailable.</exception>
    public void Demand()
    {
        if (!IsBehind) return;
        telemetry.ChangesRefused.Add(1);
        throw new GridException(GridErrorCode.Unavailable, "The audit log is behind, and nothing is changed without an entry; nothing was changed. Try again shortly.") { RetryAfterMs = 5000 };
    }
}

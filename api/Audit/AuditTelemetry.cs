using System.Diagnostics.Metrics;

namespace AgentGrid.Api.Audit;

/// <summary>Metrics of the audit log.</summary>
internal sealed class AuditTelemetry : IDisposable
{
    private readonly Meter _meter = new("AgentGrid.Audit");
    private int _waiting;
    private int _broken;
    private double _oldestSeconds;

    public AuditTelemetry()
    {
        DispatchesLost = _meter.CreateCounter<long>("grid.audit.dispatches.lost", "{dispatch}", "Dispatches that could not be recorded.");
        ChangesRefused = _meter.CreateCounter<long>("grid.audit.changes.refused", "{request}", "State changes that were refused because the audit log was behind.");
        Checkpoints = _meter.CreateCounter<long>("grid.audit.checkpoints", "{checkpoint}", "Checkpoints signed by this process.");
        _meter.CreateObservableGauge("grid.audit.outbox.waiting", () => Volatile.Read(ref _waiting), "{event}", "Events that wait for their chain.");
        _meter.CreateObservableGauge("grid.audit.outbox.age", () => Volatile.Read(ref _oldestSeconds), "s", "How long the oldest event has been waiting for its chain.");
        _meter.CreateObservableGauge("grid.audit.broken", () => Volatile.Read(ref _broken), "{log}", "1 while the background verifier of this process knows of something wrong in the audit log.");
    }

    internal Counter<long> DispatchesLost { get; }

    internal Counter<long> ChangesRefused { get; }

    internal Counter<long> Checkpoints { get; }

    public void Measured(int waiting, TimeSpan oldest)
    {
        Volatile.Write(ref _waiting, waiting);
        Volatile.Write(ref _oldestSeconds, oldest.TotalSeconds);
    }

    public void Verified(bool isBroken) => Volatile.Write(ref _broken, isBroken ? 1 : 0);

    public void Dispose() => _meter.Dispose();
}

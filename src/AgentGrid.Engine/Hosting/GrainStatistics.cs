using System.Diagnostics.Metrics;

namespace Orleans.Hosting;

/// <summary>Statistics by snapshot and by meter. Activations count for themselves without interlocked operations; sums are made when somebody asks.</summary>
internal sealed class GrainStatistics : IGrainStatistics, IDisposable
{
    private readonly EmbeddedEngine _engine;
    private readonly Meter _meter = new("AgentGrid.Engine");

    public GrainStatistics(EmbeddedEngine engine)
    {
        _engine = engine;
        _meter.CreateObservableGauge("grid.engine.activations", () => Measure(type => type.Activations), "{activation}", "Grain activations in memory.");
        _meter.CreateObservableCounter("grid.engine.calls", () => Measure(type => type.Calls), "{call}", "Grain calls run.");
        _meter.CreateObservableCounter("grid.engine.errors", () => Measure(type => type.Errors), "{call}", "Grain calls that ended in an exception.");
        _meter.CreateObservableCounter("grid.engine.turn_time", () => Measure(type => type.TurnTime.TotalSeconds), "s", "Time grains spent on threads.");
    }

    public IReadOnlyList<GrainTypeStatistics> Snapshot() =>
        [.. _engine.Classes.Select(grain => grain.Statistics()).OrderBy(type => type.GrainType, StringComparer.Ordinal)];

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Measure<T>(Func<GrainTypeStatistics, T> value) where T : struct =>
        Snapshot().Select(type => new Measurement<T>(value(type), new KeyValuePair<string, object?>("grain_type", type.GrainType)));
}

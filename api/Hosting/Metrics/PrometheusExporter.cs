using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>
/// Collects the measurements of the process and writes them in the Prometheus text format 0.0.4, with the names that OpenTelemetry's
/// compatibility rules give (scope labels are left out). Safe from any thread.
/// </summary>
public sealed class PrometheusExporter : IDisposable
{
    /// <summary>Default bound of the series of one metric; more go to one series labelled <c>otel_metric_overflow="true"</c>.</summary>
    public const int DefaultMaxSeries = 2000;

    private readonly Lock _scraping = new();
    private readonly Lock _publishing = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly string[] _meterPrefixes;
    private readonly int _maxSeries;
    private readonly ILogger _logger;

    /// <summary>Prepares an exporter; nothing is collected before <see cref="Start"/>.</summary>
    /// <param name="meterPrefixes">Beginnings of the names of the meters to listen to, compared ordinally.</param>
    /// <param name="logger">Told of instruments that cannot be shown and of observations that fail; default none.</param>
    /// <param name="maxSeries">Most label sets of one metric, at least 1, the overflow series not counted.</param>
    public PrometheusExporter(IEnumerable<string> meterPrefixes, ILogger<PrometheusExporter>? logger = null, int maxSeries = DefaultMaxSeries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSeries, 1);
        _meterPrefixes = [.. meterPrefixes];
        _logger = logger ?? NullLogger<PrometheusExporter>.Instance;
        _maxSeries = maxSeries;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record((long)value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record((long)value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record((long)value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record((double)value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
    }

    /// <summary>Begins to collect, from instruments that exist and from those to come. A second call has no effect.</summary>
    public void Start() => _listener.Start();

    /// <summary>Reads the observable instruments and writes everything. Scrapes wait for each other.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_scraping)
        {
            foreach (var family in Families())
                if (family.IsObservable) family.Clear();
            Observe();
            var text = new PrometheusText(output);
            foreach (var family in Families()) family.Write(text);
        }
    }

    /// <summary>Stops collecting; what was collected can still be written.</summary>
    public void Dispose() => _listener.Dispose();

    private static void Record(long value, ReadOnlySpan<Tag> tags, object? state) => ((MetricFamily)state!).Find(tags).Record(value);

    private static void Record(double value, ReadOnlySpan<Tag> tags, object? state) => ((MetricFamily)state!).Find(tags).Record(value);

    private MetricFamily[] Families()
    {
        lock (_publishing) return [.. _families.Values];
    }

    private void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // One observation that fails must not hide all the others.
            MetricsLog.ObservationFailed(_logger, e);
        }
    }

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter.Name;
        if (!Array.Exists(_meterPrefixes, p => meter.StartsWith(p, StringComparison.Ordinal))) return;
        if (InstrumentShape.Of(instrument) is not { } shape) return;
        var name = PrometheusNames.Metric(instrument.Name, instrument.Unit, shape.Kind);
        if (FamilyOf(name, instrument, shape) is { } family) listener.EnableMeasurementEvents(instrument, family);
        else MetricsLog.NameConflict(_logger, instrument.Name, meter, name);
    }

    // Null when the name is taken by a metric of another shape: the format allows one type per name.
    private MetricFamily? FamilyOf(string name, Instrument instrument, InstrumentShape shape)
    {
        lock (_publishing)
        {
            if (!_families.TryGetValue(name, out var family))
            {
                var help = string.IsNullOrWhiteSpace(instrument.Description) ? instrument.Name : instrument.Description;
                family = new MetricFamily(name, help, shape.Kind, instrument.IsObservable, shape.Bounds, _maxSeries);
                _families.Add(name, family);
            }

            return family.Kind == shape.Kind && family.IsObservable == instrument.IsObservable && family.Bounds.AsSpan().SequenceEqual(shape.Bounds)
                ? family
                : null;
        }
    }
}

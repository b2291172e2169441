using System.Collections.Concurrent;
using System.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>All series of one metric name. Instruments of one name and shape, as several hosts in one process have them, share it.</summary>
internal sealed class MetricFamily
{
    private readonly Lock _adding = new();
    private readonly int _maxSeries;
    private readonly ConcurrentDictionary<Tag[], MetricSeries> _byTags = new(new TagSetComparer());
    private readonly ConcurrentDictionary<Tag[], MetricSeries>.AlternateLookup<ReadOnlySpan<Tag>> _bySpan;
    private readonly Dictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);
    private readonly string _help;
    private readonly byte[] _name;
    private MetricSeries? _overflow;
    private int _tagSets;

    internal MetricFamily(string name, string help, MetricKind kind, bool observable, double[] bounds, int maxSeries)
    {
        (_help, Kind, IsObservable, Bounds, _maxSeries) = (help, kind, observable, bounds, maxSeries);
        _bySpan = _byTags.GetAlternateLookup<ReadOnlySpan<Tag>>();
        _name = Encoding.UTF8.GetBytes(name);
        BucketName = Encoding.UTF8.GetBytes(name + "_bucket");
        SumName = Encoding.UTF8.GetBytes(name + "_sum");
        CountName = Encoding.UTF8.GetBytes(name + "_count");
    }

    internal MetricKind Kind { get; }

    internal bool IsObservable { get; }

    internal double[] Bounds { get; }

    internal ReadOnlySpan<byte> Name => _name;

    internal byte[] BucketName { get; }

    internal byte[] SumName { get; }

    internal byte[] CountName { get; }

    // The same set in another order of tags is another entry for the same series; this bounds the orders that are remembered.
    private int MaxTagSets => _maxSeries * 2;

    /// <summary>The series of these tags; beyond the bound, the one series of all that came too late.</summary>
    internal MetricSeries Find(ReadOnlySpan<Tag> tags) => _bySpan.TryGetValue(tags, out var series) ? series : Add(tags);

    /// <summary>Forgets all series: what is observed is told anew at every scrape, and what is gone must vanish.</summary>
    internal void Clear()
    {
        lock (_adding)
        {
            _byTags.Clear();
            _byLabels.Clear();
            (_overflow, _tagSets) = (null, 0);
        }
    }

    internal void Write(PrometheusText text)
    {
        List<MetricSeries> all;
        lock (_adding)
        {
            all = [.. _byLabels.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value)];
            if (_overflow is not null) all.Add(_overflow);
        }

        if (all.Count == 0) return;
        text.Head(Name, _help, Kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" });
        foreach (var series in all) series.Write(text, this);
    }

    private MetricSeries Add(ReadOnlySpan<Tag> tags)
    {
        // Once full, a stranger costs neither lock nor memory.
        if (Volatile.Read(ref _tagSets) >= MaxTagSets && Volatile.Read(ref _overflow) is { } full) return full;
        lock (_adding)
        {
            if (_bySpan.TryGetValue(tags, out var series)) return series;
            if (_tagSets >= MaxTagSets) return Overflow();
            var labels = PrometheusNames.Labels(tags);
            if (!_byLabels.TryGetValue(labels, out series))
            {
                series = _byLabels.Count < _maxSeries ? _byLabels[labels] = Create(labels) : Overflow();
            }

            _bySpan[tags] = series;
            _tagSets++;
            return series;
        }
    }

    private MetricSeries Overflow() => _overflow ??= Create("otel_metric_overflow=\"true\"");

    private MetricSeries Create(string labels)
    {
        var utf8 = Encoding.UTF8.GetBytes(labels);
        return Kind switch
        {
            MetricKind.Gauge => new GaugeSeries(utf8),
            MetricKind.Histogram => new HistogramSeries(utf8, Bounds),
            _ => new SumSeries(utf8, monotonic: Kind == MetricKind.Counter),
        };
    }
}

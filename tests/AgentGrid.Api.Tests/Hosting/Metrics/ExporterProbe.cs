using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using AgentGrid.Api.Hosting.Metrics;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

/// <summary>A meter of its own name and an exporter that listens to nothing else.</summary>
internal sealed class ExporterProbe : IDisposable
{
    internal ExporterProbe(int maxSeries = PrometheusExporter.DefaultMaxSeries)
    {
        var name = "Probe." + Guid.NewGuid().ToString("n");
        Meter = new Meter(name);
        Exporter = new PrometheusExporter([name], maxSeries: maxSeries);
        Exporter.Start();
    }

    internal Meter Meter { get; }

    internal PrometheusExporter Exporter { get; }

    internal static KeyValuePair<string, object?> Tag(string key, object? value) => new(key, value);

    internal string Scrape()
    {
        var output = new ArrayBufferWriter<byte>();
        Exporter.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The value of one series, written exactly as in the text.</summary>
    internal double Value(string series)
    {
        var line = Assert.Single(Scrape().Split('\n'), l => l.StartsWith(series + " ", StringComparison.Ordinal));
        return double.Parse(line[(series.Length + 1)..].Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Exporter.Dispose();
        Meter.Dispose();
    }
}

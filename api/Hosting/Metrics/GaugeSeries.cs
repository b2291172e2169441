namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>The last value.</summary>
/// <param name="labels">The label set in the text format, UTF-8, without braces.</param>
internal sealed class GaugeSeries(byte[] labels) : MetricSeries(labels)
{
    private double _last;

    internal override void Record(double value) => Volatile.Write(ref _last, value);

    internal override void Write(PrometheusText text, MetricFamily family) => text.Sample(family.Name, Labels, Volatile.Read(ref _last));
}

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>How the measurements of an instrument become numbers.</summary>
internal enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A sum that goes up and down; Prometheus calls it a gauge.</summary>
    UpDownCounter,

    /// <summary>The last value.</summary>
    Gauge,

    /// <summary>Counts by bucket, and a sum.</summary>
    Histogram,
}

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>Log lines of the telemetry, event ids 1900–1909.</summary>
internal static partial class MetricsLog
{
    [LoggerMessage(1900, LogLevel.Warning, "Instrument {Instrument} of meter {Meter} is not shown: {Name} is a metric of another type or other buckets")]
    internal static partial void NameConflict(ILogger logger, string instrument, string meter, string name);

    [LoggerMessage(1901, LogLevel.Warning, "An observable instrument failed; its values are missing from this scrape")]
    internal static partial void ObservationFailed(ILogger logger, Exception exception);
}

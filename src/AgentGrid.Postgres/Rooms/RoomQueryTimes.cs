using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentGrid.Postgres.Rooms;

/// <summary>How long the queries of rooms take. The name is kept for dashboards that know it.</summary>
internal static class RoomQueryTimes
{
    private static readonly Meter Meter = new("AgentGrid.Rooms.Database");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram("agenthub_db_query_duration", "s", "Duration of the database queries of rooms.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>Measures until it is disposed.</summary>
    public static Measurement Begin(string operation) => new(operation);

    internal readonly struct Measurement(string operation) : IDisposable
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public void Dispose() => Durations.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
    }
}

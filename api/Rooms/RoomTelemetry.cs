using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentGrid.Contracts.Rooms;

namespace AgentGrid.Api.Rooms;

/// <summary>Metrics of rooms. Their names are kept for dashboards that know them.</summary>
internal sealed class RoomTelemetry : IDisposable
{
    private static readonly double[] LatencyBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly Meter _meter = new("AgentGrid.Rooms");
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _latency;

    public RoomTelemetry()
    {
        _messages = _meter.CreateCounter<long>("agenthub_messages", "{message}", "Messages posted through this process.");
        _latency = _meter.CreateHistogram("agenthub_websocket_latency", "s", "Time from a socket's event to its answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBuckets });
    }

    /// <summary>Says where the present numbers are found.</summary>
    public void Observe(Func<int> agents, Func<int> rooms)
    {
        _meter.CreateObservableGauge("agenthub_agents_connected", agents, "{connection}", "Sockets that are connected to this process.");
        _meter.CreateObservableGauge("agenthub_rooms_active", rooms, "{room}", "Rooms that sockets of this process are in.");
    }

    /// <summary>Counts a message once, however often it is sent.</summary>
    public void Posted(RoomId room, RoomReceipt receipt)
    {
        if (!receipt.Duplicate) _messages.Add(1, new KeyValuePair<string, object?>("room_id", room.ToString()));
    }

    /// <summary>An event was answered.</summary>
    /// <param name="name">Of the closed set of events; others are one.</param>
    /// <param name="began">Timestamp of the stopwatch.</param>
    public void Answered(string name, long began) => _latency.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("event", name));

    public void Dispose() => _meter.Dispose();
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>
/// Metrics and spans of dispatches, named by OpenTelemetry's semantic conventions for generative AI (status: development). Model names that clients make up
/// are never labels: only an agent's configured model is.
/// </summary>
internal sealed class DispatchTelemetry : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "AgentGrid.Agents";

    private static readonly double[] DurationBuckets = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly long[] TokenBuckets = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _source = new(Name);

    public DispatchTelemetry()
    {
        Duration = _meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Duration of one attempt at an agent.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        Tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of one attempt, as the agent reported them.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = TokenBuckets });
        FirstChunk = _meter.CreateHistogram("gen_ai.client.operation.time_to_first_chunk", "s", "Time to the first chunk of a stream.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
    }

    internal Histogram<double> Duration { get; }

    internal Histogram<long> Tokens { get; }

    internal Histogram<double> FirstChunk { get; }

    /// <summary>Follows one dispatch; its span belongs to the trace of the request's <c>traceparent</c>.</summary>
    public DispatchSpan Begin(DispatchPlan plan, HttpRequest request) =>
        new(this, plan, _source.HasListeners() ? _source.StartActivity(DispatchSpan.NameOf(plan), ActivityKind.Client, ParentOf(request)) : null);

    // The server makes an activity of its own only where somebody listens to it; then that one is the parent.
    private static ActivityContext ParentOf(HttpRequest request) =>
        Activity.Current is null && ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var remote) ? remote : default;

    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }
}

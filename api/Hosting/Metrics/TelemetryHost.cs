using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>Starts collecting with the host; sends to the collector what is left when the host is disposed.</summary>
internal sealed class TelemetryHost(PrometheusExporter exporter, OtlpSignal metrics, OtlpSignal traces, IConfiguration configuration)
    : IHostedService, IDisposable
{
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        exporter.Start();
        if (metrics.IsOn) _metrics = BuildMetrics();
        if (traces.IsOn) _traces = BuildTraces();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private MeterProvider BuildMetrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(Describe)
        .AddMeter("AgentGrid.*", "Microsoft.AspNetCore.*", "Npgsql", "System.Net.Http")
        .AddOtlpExporter(metrics.Configure)
        .Build();

    private TracerProvider BuildTraces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(Describe)
        .AddSource("AgentGrid.*", "Microsoft.AspNetCore", "Microsoft.AspNetCore.*", "Npgsql", "System.Net.Http")
        .AddOtlpExporter(traces.Configure)
        .Build();

    // Later ones win: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES over our default.
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddTelemetrySdk().AddService("agentgrid").AddEnvironmentVariableDetector();
}

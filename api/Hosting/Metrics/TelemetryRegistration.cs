namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>Puts metrics and traces into the host.</summary>
public static class TelemetryRegistration
{
    private static readonly string[] MeterPrefixes = ["AgentGrid.", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    /// <summary>
    /// Adds the <see cref="PrometheusExporter"/>, and the export over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> (both signals),
    /// <c>OTEL_EXPORTER_OTLP_METRICS_ENDPOINT</c> or <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> is set. All other <c>OTEL_*</c> settings
    /// are OpenTelemetry's own; the service is called <c>agentgrid</c> unless they say otherwise. Without an endpoint nothing is traced.
    /// </summary>
    /// <exception cref="SettingException">An endpoint, protocol or timeout of the export cannot be read.</exception>
    public static IServiceCollection AddGridTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var metrics = new OtlpSignal(configuration, "METRICS");
        var traces = new OtlpSignal(configuration, "TRACES");
        services.AddSingleton(provider => new PrometheusExporter(MeterPrefixes, provider.GetService<ILogger<PrometheusExporter>>()));
        services.AddHostedService(provider => new TelemetryHost(provider.GetRequiredService<PrometheusExporter>(), metrics, traces, configuration));
        return services;
    }
}

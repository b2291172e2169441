using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Hosting.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

[Collection("listeners of the whole process")]
public sealed class TelemetryHostTests
{
    [Fact]
    public async Task Start_with_an_otlp_endpoint_sends_metrics_and_traces()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync(cancel);
        await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });

        Assert.Contains("probe.counter", receiver.Bodies["POST /v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("probe.span", receiver.Bodies["POST /v1/traces"], StringComparison.Ordinal);
        Assert.Contains("agentgrid", receiver.Bodies["POST /v1/metrics"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_with_a_metrics_endpoint_only_sends_no_traces_and_takes_the_given_name()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync(cancel);
        await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = receiver.Address + "/v1/metrics",
            ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "grid-of-tests",
        });

        Assert.Equal(["POST /v1/metrics"], receiver.Bodies.Keys);
        Assert.Contains("grid-of-tests", receiver.Bodies["POST /v1/metrics"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_without_an_endpoint_traces_nothing_but_collects_for_scrapes()
    {
        using var meter = new Meter("AgentGrid.Probe.Quiet");
        using var source = new ActivitySource("AgentGrid.Probe.Quiet." + Guid.NewGuid().ToString("n"));
        await using var services = Build([]);
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);
        Assert.Null(source.StartActivity("nobody listens"));
        Assert.True(meter.CreateCounter<long>("probe.quiet").Enabled);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "0")]
    public void AddGridTelemetry_setting_that_cannot_be_read_stops_the_start(string name, string value)
    {
        var refusal = Assert.Throws<SettingException>(() => Build(new() { [name] = value }));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(Dictionary<string, string?> settings)
    {
        using var meter = new Meter("AgentGrid.Probe");
        using var source = new ActivitySource("AgentGrid.Probe");
        await using var services = Build(settings);
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);
        meter.CreateCounter<long>("probe.counter").Add(1);
        source.StartActivity("probe.span")?.Dispose();
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddGridTelemetry(configuration).BuildServiceProvider();
    }
}

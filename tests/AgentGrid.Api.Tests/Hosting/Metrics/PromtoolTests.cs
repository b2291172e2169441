using System.ComponentModel;
using System.Diagnostics;
using AgentGrid.Api.Hosting.Metrics;
using static AgentGrid.Api.Tests.Hosting.Metrics.ExporterProbe;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

public sealed class PromtoolTests
{
    private const int LintOnly = 3;

    [Fact]
    public async Task Write_own_metrics_pass_promtool_without_remarks()
    {
        using var probe = new ExporterProbe(maxSeries: 2);
        var requests = probe.Meter.CreateCounter<long>("grid.requests", "{request}", "Requests, \"quoted\" \\ and\nlong");
        for (var i = 0; i < 5; i++) requests.Add(1, Tag("path", $"\\a \"{i}\"\n é"), Tag("http.method", "GET"));
        probe.Meter.CreateHistogram<double>("grid.duration", "s", "Time taken").Record(0.2, Tag("le", "x"), Tag("a.b", 1), Tag("a-b", 2));
        probe.Meter.CreateGauge<double>("grid.usage", "1", "Share in use").Record(double.NaN);
        probe.Meter.CreateObservableUpDownCounter("grid.active", () => 1e300, null, "Running");

        var (exitCode, output) = await CheckAsync(probe.Scrape());
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Write_metrics_of_the_runtime_are_readable_for_promtool()
    {
        using var exporter = new PrometheusExporter(["System.Runtime"]);
        exporter.Start();
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        exporter.Write(text);
        var (exitCode, output) = await CheckAsync(System.Text.Encoding.UTF8.GetString(text.WrittenSpan));
        // The framework's own names are not all as promtool likes them: it may remark on style, not on syntax.
        Assert.True(exitCode is 0 or LintOnly, output);
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(string text)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var promtool = Start();
        await promtool.StandardInput.WriteAsync(text.AsMemory(), cancel);
        promtool.StandardInput.Close();
        var output = promtool.StandardOutput.ReadToEndAsync(cancel);
        var errors = await promtool.StandardError.ReadToEndAsync(cancel);
        await promtool.WaitForExitAsync(cancel);
        return (promtool.ExitCode, await output + errors + text);
    }

    private static Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            const string Reason = "promtool is missing (Debian package prometheus)";
            if (Environment.GetEnvironmentVariable("GRID_REQUIRE_REAL_PARTS") == "1") throw new InvalidOperationException(Reason, e);
            Assert.Skip(Reason);
            throw;
        }
    }
}

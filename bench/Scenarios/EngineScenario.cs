using System.Diagnostics;
using AgentGrid.Bench.Grains;
using AgentGrid.Bench.Reporting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Bench.Scenarios;

/// <summary>What a grain call and an idle activation cost, next to a plain mailbox.</summary>
internal sealed class EngineScenario : IScenario
{
    private const int Callers = 64;
    private const int IdleActivations = 100_000;
    private const long FirstIdleKey = 1_000_000;
    private const int ClockEvery = 256;

    public string Name => "engine";

    public string Summary => "grain calls/s and bytes per idle activation, next to a plain mailbox";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["engine"] = EngineHost.EngineName,
        ["callers"] = $"{Callers}, each awaits its own grain (or all the same one)",
        ["copied"] = "string, number and a list of 3 strings, there and back",
        ["idle activations"] = $"{IdleActivations}",
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        using var host = await EngineHost.StartAsync(cancellation);
        var factory = host.Services.GetRequiredService<IGrainFactory>();
        var mailboxes = Enumerable.Range(0, Callers).Select(_ => new PlainMailbox()).ToArray();
        var ways = Ways(mailboxes, factory);
        foreach (var way in ways) await RateAsync(way.Calls, 1, cancellation);
        var rates = ways.ToDictionary(way => way.Name, _ => new List<double>());
        for (var round = 0; round < options.Rounds; round++)
            foreach (var way in ways) rates[way.Name].Add(await RateAsync(way.Calls, options.Seconds, cancellation));

        var table = new ReportTable($"Calls per second ({EngineHost.EngineName})", "way", "calls per second", "of the mailbox", "ns per call");
        foreach (var way in ways)
        {
            var rate = Statistics.Median(rates[way.Name]);
            table.Add(way.Name, rate, Statistics.Median(rates[way.Name].Zip(rates[ways[0].Name], (one, plain) => one / plain)), 1e9 / rate);
        }

        report.Add(table);
        foreach (var mailbox in mailboxes) await mailbox.DisposeAsync();
        report.Add(await IdleAsync(factory));
        await host.StopAsync(cancellation);
    }

    private static List<(string Name, Func<Task>[] Calls)> Ways(PlainMailbox[] mailboxes, IGrainFactory factory)
    {
        var shared = new SharedText { Text = "hello" };
        var grains = Enumerable.Range(0, Callers).Select(key => factory.GetGrain<IEchoGrain>(key)).ToArray();
        var one = factory.GetGrain<IEchoGrain>(Callers);
        return
        [
            ("plain mailbox", [.. mailboxes.Select(mailbox => (Func<Task>)(() => mailbox.EchoAsync(shared)))]),
            ("immutable argument and result", [.. grains.Select(grain => (Func<Task>)(() => grain.EchoShared(shared)))]),
            ("copied argument and result", [.. grains.Select(grain => (Func<Task>)(() => grain.EchoCopied(NewCopied())))]),
            ("immutable, all callers on one grain", [.. grains.Select(_ => (Func<Task>)(() => one.EchoShared(shared)))]),
        ];
    }

    private static CopiedText NewCopied() => new() { Text = "hello", Number = 7, Parts = ["one", "two", "three"] };

    private static async Task<double> RateAsync(Func<Task>[] calls, double seconds, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(calls.Select(call => Task.Run(() => LoopAsync(call, watch, seconds, cancellation), cancellation)));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> LoopAsync(Func<Task> call, Stopwatch watch, double seconds, CancellationToken cancellation)
    {
        long count = 0;
        while (watch.Elapsed.TotalSeconds < seconds && !cancellation.IsCancellationRequested)
        {
            for (var index = 0; index < ClockEvery; index++) await call();
            count += ClockEvery;
        }

        return count;
    }

    private static async Task<ReportTable> IdleAsync(IGrainFactory factory)
    {
        var shared = new SharedText { Text = "hello" };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        for (var index = 0; index < IdleActivations; index++) await factory.GetGrain<IEchoGrain>(FirstIdleKey + index).EchoShared(shared);
        var seconds = watch.Elapsed.TotalSeconds;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)IdleActivations;
        var table = new ReportTable("Idle activations", "activations", "bytes each", "first calls per second");
        table.Add(IdleActivations, bytes, IdleActivations / seconds);
        return table;
    }
}

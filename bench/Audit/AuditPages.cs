using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Load;

namespace AgentGrid.Bench.Audit;

/// <summary>What an administrator's client sees of a long log: pages with their integrity, and the full verification, over HTTP.</summary>
internal sealed class AuditPages : IDisposable
{
    private readonly HttpClient _client;

    internal AuditPages(GridProcess grid)
    {
        _client = new HttpClient { BaseAddress = grid.Address, Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", grid.Token);
    }

    /// <summary>The kinds of pages, each with what makes the n-th query one of it.</summary>
    internal static IReadOnlyList<(string Name, Func<int, string> Query)> Kinds { get; } =
    [
        ("newest", _ => "limit=50"),
        ("of a moment", number => $"limit=50&chain=system&to=2026-01-01T00:{number % 10:00}:30Z"),
        ("of an actor", number => $"limit=50&actor={SampleEntry.Actor(number % SampleEntry.Actors)}"),
        ("of a target", number => $"limit=50&target={SampleEntry.Target(number % SampleEntry.Targets)}"),
        ("refused", number => $"limit=50&result=refused&to=2026-01-01T00:{number % 10:00}:30Z"),
    ];

    /// <summary>Asks for pages, one after the other, for some seconds.</summary>
    /// <exception cref="InvalidOperationException">An answer says that something is wrong with the log.</exception>
    internal async Task<LatencySummary> QueryAsync(Func<int, string> query, double seconds, CancellationToken cancellation)
    {
        var histogram = new LatencyHistogram();
        var watch = Stopwatch.StartNew();
        for (var number = 0; watch.Elapsed.TotalSeconds < seconds; number++)
        {
            var began = Stopwatch.GetTimestamp();
            var page = await _client.GetByteArrayAsync(new Uri("/api/v1/audit?" + query(number), UriKind.Relative), cancellation);
            histogram.Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            Check(JsonElement.Parse(page).GetProperty("integrity"));
        }

        return histogram.Summarise();
    }

    /// <summary>The full verification: entries, seconds and the verdict.</summary>
    internal async Task<(long Entries, double Seconds, string Status)> VerifyAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await _client.PostAsync(new Uri("/api/v1/audit/verify", UriKind.Relative), null, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        var last = text.TrimEnd().Split('\n')[^1];
        if (!answer.IsSuccessStatusCode || !last.StartsWith("data: ", StringComparison.Ordinal)) throw new InvalidOperationException($"POST /api/v1/audit/verify answered {(int)answer.StatusCode}: {text}");
        var report = JsonElement.Parse(last["data: ".Length..]);
        Check(report);
        return (report.GetProperty("entries").GetInt64(), watch.Elapsed.TotalSeconds, report.GetProperty("status").GetString()!);
    }

    public void Dispose() => _client.Dispose();

    private static void Check(JsonElement integrity)
    {
        if (integrity.GetProperty("status").GetString() is "broken" or "truncated") throw new InvalidOperationException($"The log does not verify: {integrity.GetRawText()}");
    }
}

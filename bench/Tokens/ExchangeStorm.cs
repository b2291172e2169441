using System.Net;
using System.Net.Http.Headers;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Tokens;

/// <summary>All agents exchange their tokens at the same moment, each over a connection of its own, as after a restart. Who is refused for now comes again when told to.</summary>
internal static class ExchangeStorm
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static async Task<StormResult> RunAsync(Uri grid, IReadOnlyList<string> tokens, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = tokens.Count, UseProxy = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = grid, Timeout = Patience };
        var start = Clock.Now;
        var ends = await Task.WhenAll(tokens.Select(token => ExchangeAsync(client, token, cancellation)));
        var latency = new LatencyHistogram();
        foreach (var (end, _, failure) in ends)
            if (failure is null) latency.Record(end - start);
        return new StormResult(
            (ends.Max(end => end.At) - start) / 1e9,
            latency.Summarise(),
            ends.Sum(end => end.Refusals),
            ends.Where(end => end.Failure is not null).GroupBy(end => end.Failure!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount()));
    }

    private static async Task<(long At, int Refusals, string? Failure)> ExchangeAsync(HttpClient client, string token, CancellationToken cancellation)
    {
        for (var refusals = 0; ; refusals++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/sessions", UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            try
            {
                using var answer = await client.SendAsync(request, cancellation);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter?.Delta is { } wait)
                {
                    await Task.Delay(wait, TimeProvider.System, cancellation);
                    continue;
                }

                return (Clock.Now, refusals, answer.IsSuccessStatusCode ? null : $"status {(int)answer.StatusCode}");
            }
            catch (HttpRequestException failure)
            {
                return (Clock.Now, refusals, failure.HttpRequestError.ToString());
            }
        }
    }
}

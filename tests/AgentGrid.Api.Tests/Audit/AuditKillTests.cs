using System.Collections.Concurrent;
using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>kill -9 while administrators and clients are at work: what is in the log afterwards, counted against what they saw.</summary>
public sealed class AuditKillTests(TestPostgres postgres)
{
    private const string Token = GridUnderTest.AdminToken;

    /// <summary>Dispatches of the last moments may be lost to the log.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_under_load_loses_no_action_and_dispatches_of_the_stated_window_at_most()
    {
        (string, string)[] settings =
        [
            ("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: Stop)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_TOKEN", Token), ("GRID_ALLOW_PRIVATE_ENDPOINTS", "true"),
        ];
        await using var upstream = await TinyUpstream.StartAsync();
        var agents = new ConcurrentDictionary<string, bool>();
        var dispatches = new ConcurrentDictionary<string, long>();
        long killedAt;
        await using (var grid = await GridProcess.ServeAsync(settings))
        {
            var client = grid.Client(Token);
            foreach (var policy in (string[])["authenticated", "dispatch"])
                Assert.Equal(200, (await client.PutAnswerAsync($"/api/v1/limits/overrides/{policy}/subject/bootstrap-admin", """{"permits":1000000}""")).Status);
            await client.RegisterAsync(upstream.Agent("target"));
            var load = Enumerable.Range(0, 4).Select(worker => UntilGoneAsync(async number =>
            {
                var name = $"agent-{worker}-{number}";
                if ((await client.PostAnswerAsync("/api/v1/agents", $$"""{"name":"{{name}}","kind":"none"}""")).Status == 201) agents[name] = true;
            })).Concat(Enumerable.Range(0, 8).Select(worker => UntilGoneAsync(async number =>
            {
                var id = $"dispatch-{worker}-{number}";
                var answer = await client.PostAnswerAsync("/v1/chat/completions", """{"model":"agent/target","messages":[{"role":"user","content":"hi"}]}""", ("x-request-id", id));
                if (answer.Status == 200) dispatches[id] = TimeProvider.System.GetTimestamp();
            }))).ToArray();
            while (agents.Count < 100 || dispatches.Count < 500) await Task.Delay(10, Stop);
            killedAt = TimeProvider.System.GetTimestamp();
            grid.Kill();
            await Task.WhenAll(load);
            Assert.Equal(137, await grid.ExitAsync());
        }

        await using var again = await GridUnderTest.StartOnAsync(settings[0].Item2);
        var (registered, recorded) = await ReadAsync(again, agents.Count);
        var lost = dispatches.Where(dispatch => !recorded.ContainsKey(dispatch.Key)).Select(dispatch => TimeProvider.System.GetElapsedTime(dispatch.Value, killedAt)).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{agents.Count} registrations acknowledged, {registered.Count} recorded; {dispatches.Count} dispatches answered, {lost.Count} of them lost to the log, the earliest {(lost.Count == 0 ? 0 : lost.Max().TotalMilliseconds):0} ms before the kill");

        Assert.Empty(agents.Keys.Except(registered));
        Assert.Equal(registered.Count, registered.Distinct().Count());
        Assert.All(recorded.Values, times => Assert.Equal(1, times));
        Assert.All(lost, age => Assert.True(age <= Window, $"A dispatch that ended {age.TotalMilliseconds:0} ms before the kill is lost."));
        Assert.Equal(200, (await again.Client().PostAnswerAsync("/api/v1/audit/verify", null)).Status);
    }

    private static async Task<(List<string> Registered, Dictionary<string, int> Dispatches)> ReadAsync(GridUnderTest grid, int least)
    {
        var client = grid.Client();
        while (true)
        {
            var registered = new List<string>();
            var dispatches = new Dictionary<string, int>();
            string? cursor = null;
            do
            {
                var page = (await client.GetAnswerAsync($"/api/v1/audit?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}")).Json;
                Assert.NotEqual("broken", page.GetProperty("integrity").GetProperty("status").GetString());
                foreach (var item in page.GetProperty("items").EnumerateArray()) Take(item, registered, dispatches);
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);
            // What waited in the outbox is moved after the start.
            if (registered.Count > least) return (registered, dispatches);
            await Task.Delay(50, Stop);
        }
    }

    private static void Take(JsonElement item, List<string> registered, Dictionary<string, int> dispatches)
    {
        switch (item.GetProperty("action").GetString())
        {
            case AuditActions.AgentRegistered:
                registered.Add(item.GetProperty("target").GetProperty("name").GetString()!);
                break;
            case AuditActions.DispatchDone:
                foreach (var dispatch in item.GetProperty("details").GetProperty("dispatches").EnumerateArray())
                {
                    var id = dispatch.GetProperty("requestId").GetString()!;
                    dispatches[id] = dispatches.GetValueOrDefault(id) + 1;
                }

                break;
        }
    }

    private static async Task UntilGoneAsync(Func<int, Task> act)
    {
        try
        {
            for (var number = 0; ; number++) await act(number);
        }
        catch (HttpRequestException)
        {
            // The process has gone.
        }
    }
}

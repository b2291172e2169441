using System.Globalization;
using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

public sealed class OpenAiClientTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private static readonly int[] Statuses = [400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 501, 502, 503, 504];

    [Fact]
    public async Task Official_client_accepts_every_answer()
    {
        var pool = grid.NewPool();
        await using var ok = new ScriptedUpstream(Answers.Well("hello"));
        await using var tools = new ScriptedUpstream(AskForTool, Answers.With(200, Answers.Chat("It is 21 °C in Paris.")));
        await using var stalls = new ScriptedUpstream(x => x.StallAsync());
        await using var breaks = new ScriptedUpstream(async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            await x.ChunkAsync(Answers.Delta("one"));
            x.Cut();
        });
        await grid.RegisterAsync(pool, "ok", ok.Endpoint);
        await grid.RegisterAsync(pool, "drained", ok.Endpoint, new { weight = 0 });
        await grid.RegisterAsync(pool, "tools", tools.Endpoint);
        await grid.RegisterAsync(pool, "breaks", breaks.Endpoint);
        var stall = await grid.RegisterAsync(pool, "stall", stalls.Endpoint);
        var refusing = new List<ScriptedUpstream>();
        foreach (var status in Statuses)
        {
            refusing.Add(new ScriptedUpstream(Answers.With(status, Answers.Error("no", "some_error", "\"why\""))));
            await grid.RegisterAsync(pool, status.ToString(CultureInfo.InvariantCulture), refusing[^1].Endpoint);
        }

        var (exitCode, output) = await NodeClient.RunAsync(
            "openai", JsonSerializer.Serialize(new { url = grid.Grid.Url, token = GridUnderTest.AdminToken, pool }), TestContext.Current.CancellationToken);
        foreach (var upstream in refusing) await upstream.DisposeAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
        var second = JsonElement.Parse(tools.Requests.Last().Text).GetProperty("messages");
        Assert.Equal(("tool", "call-1", "21 °C"), (second[2].GetProperty("role").GetString(), second[2].GetProperty("tool_call_id").GetString(), second[2].GetProperty("content").GetString()));
        await DispatchGrid.EventuallyAsync(async () => (await grid.NumbersAsync(stall)).InFlight == 0, "the aborted request's lease released");
    }

    private static Task AskForTool(UpstreamExchange exchange) => exchange.SendAsync(Answers.Json(200, """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,
        "tool_calls":[{"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\"place\":\"Paris\"}"}}]},"finish_reason":"tool_calls"}],
        "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
        """));
}

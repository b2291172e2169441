using System.Diagnostics;
using AgentGrid.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>Known secrets go through every way of a dispatch and must come out nowhere.</summary>
[Collection("listeners of the whole process")]
public sealed class CanaryTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private const string Key = "sk-canary-0123456789";
    private const string Prompt = "canary-prompt";
    private static readonly string Quoting = Answers.Error($"Incorrect API key provided: {Key}", $"type {Key}", $"\"code {Key}\"").Replace("\"param\":null", $"\"param\":\"{Key}\"", StringComparison.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_and_prompts_appear_in_no_answer_log_or_trace()
    {
        using var logs = new CapturedLogs();
        grid.Grid.Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
        var traces = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("AgentGrid", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (traces) traces.Add(string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}")));
            },
        };
        ActivitySource.AddActivityListener(listener);
        var pool = grid.NewPool();
        var answers = new List<Seen>();
        var sent = new List<UpstreamRequest>();
        Func<UpstreamExchange, Task>[] ways =
        [
            Answers.Well("hi"), Answers.With(401, Quoting), Answers.With(500, Quoting), Answers.With(429, Quoting), Answers.With(200, Quoting.Replace($"\"code {Key}\"", "401", StringComparison.Ordinal)),
            Answers.With(200, Key), Answers.StreamWhole("data: " + Quoting + "\n\n"), Answers.StreamWhole(Answers.Delta("x") + "data: " + Quoting + "\n\n"), Answers.StreamWhole(Key),
        ];
        for (var i = 0; i < ways.Length; i++)
        {
            await using var upstream = new ScriptedUpstream(ways[i]);
            var id = await grid.RegisterAsync(pool, $"a{i}", upstream.Endpoint, new { apiKey = Key });
            foreach (var stream in (string[])["false", "true"])
            {
                answers.Add(await grid.SendAsync("/v1/chat/completions", $$"""{"model":"agent/{{pool}}-a{{i}}","stream":{{stream}},"messages":[{"role":"user","content":"{{Prompt}}"}]}"""));
                answers.Add(await grid.SendAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","stream":{{stream}},"prompt":"{{Prompt}}"}"""));
            }

            await ReadAsync(answers, $"/api/v1/agents/{id}");
            sent.AddRange(upstream.Requests);
        }

        await ReadAsync(answers, "/api/v1/agents?limit=200");
        await ReadAsync(answers, "/v1/models");

        Assert.NotEmpty(sent);
        Assert.All(sent, request => Assert.Equal("Bearer " + Key, request.Header("authorization")));
        Assert.NotEmpty(traces);
        Assert.Contains(logs.Lines, line => line.StartsWith("Debug", StringComparison.Ordinal));
        foreach (var secret in (string[])[Key, Prompt, GridUnderTest.AdminToken, GridUnderTest.SecretKey])
        {
            Assert.DoesNotContain(answers, answer => answer.Text.Contains(secret, StringComparison.Ordinal) || answer.Headers.Values.Any(value => value.Contains(secret, StringComparison.Ordinal)));
            Assert.DoesNotContain(logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(traces, trace => trace.Contains(secret, StringComparison.Ordinal));
        }
    }

    private async Task ReadAsync(List<Seen> answers, string path)
    {
        using var response = await grid.Client.GetAsync(path, Stop);
        response.EnsureSuccessStatusCode();
        answers.Add(await Seen.ReadAsync(response, Stop));
    }
}

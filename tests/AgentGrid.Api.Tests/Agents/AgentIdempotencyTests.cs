using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Agents;

/// <summary><c>Idempotency-Key</c> on registrations.</summary>
public sealed class AgentIdempotencyTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public async Task Register_again_with_the_same_key_gets_the_same_answer()
    {
        var name = SharedGrid.NewName();
        var key = NewKey();
        var first = await PostAsync(Body(name), key);
        var second = await PostAsync(Body(name), key);

        Assert.Equal(201, first.Status);
        Assert.Equal((201, first.Text), (second.Status, second.Text));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(first.Header("ETag"), second.Header("ETag"));
        Assert.Equal(first.MediaType, second.MediaType);
        Assert.Equal("true", second.Header("Idempotency-Replayed"));
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.NotEqual(first.Header("x-request-id"), second.Header("x-request-id"));
        Assert.Equal(1, await CountAsync(name));
    }

    [Fact]
    public async Task Register_with_the_same_key_and_another_body_is_422()
    {
        var name = SharedGrid.NewName();
        var key = NewKey();
        await PostAsync(Body(name), key);
        var other = await PostAsync(Body(SharedGrid.NewName()), key);
        Assert.Equal(422, other.Status);
        Assert.Equal("idempotency_mismatch", other.Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Register_twenty_duplicates_at_once_makes_one_agent_and_one_answer()
    {
        var name = SharedGrid.NewName();
        var key = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(Body(name), key)));
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(19, answers.Count(answer => answer.Header("Idempotency-Replayed") == "true"));
        Assert.Equal(1, await CountAsync(name));
    }

    [Fact]
    public async Task Dispatch_duplicate_waits_for_the_first_that_still_runs()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        upstream.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pool = SharedGrid.NewName("pool");
        await shared.Admin.RegisterAsync(upstream.Agent(SharedGrid.NewName(), $",\"pool\":\"{pool}\""));
        var key = NewKey();
        var body = $$"""{"pool":"{{pool}}","prompt":"hi"}""";

        var first = shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", body, ("Idempotency-Key", key));
        await upstream.ChatArrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        var second = shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", body, ("Idempotency-Key", key));
        var other = await shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", body.Replace("hi", "ho", StringComparison.Ordinal), ("Idempotency-Key", key));
        Assert.Equal(422, other.Status);
        Assert.False(second.IsCompleted);
        upstream.Gate.SetResult();

        Assert.Equal((await first).Text, (await second).Text);
        Assert.Single(upstream.Authorizations);
    }

    [Fact]
    public async Task Register_refused_the_first_time_runs_anew_when_it_is_corrected()
    {
        var key = NewKey();
        Assert.Equal(422, (await PostAsync("""{"name":"X","kind":"none"}""", key)).Status);
        Assert.Equal(201, (await PostAsync(Body(SharedGrid.NewName()), key)).Status);
    }

    [Fact]
    public async Task Register_with_a_key_whose_agent_was_deregistered_replays_the_first_answer()
    {
        var name = SharedGrid.NewName();
        var key = NewKey();
        var first = await PostAsync(Body(name), key);
        await shared.Admin.DeleteAnswerAsync(first.Header("Location")!);
        Assert.Equal(first.Text, (await PostAsync(Body(name), key)).Text);
        Assert.Equal(0, await CountAsync(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    public async Task Key_that_is_not_printable_ascii_is_400(string key)
    {
        var answer = await PostAsync(Body(SharedGrid.NewName()), key);
        Assert.Equal(400, answer.Status);
        Assert.Contains("Idempotency-Key", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_255_characters_is_taken_and_of_256_refused()
    {
        Assert.Equal(201, (await PostAsync(Body(SharedGrid.NewName()), NewKey().PadRight(255, 'k'))).Status);
        Assert.Equal(400, (await PostAsync(Body(SharedGrid.NewName()), new string('k', 256))).Status);
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static string Body(string name) => $$"""{"name":"{{name}}","kind":"none"}""";

    private Task<Answer> PostAsync(string body, string key) => shared.Admin.PostAnswerAsync("/api/v1/agents", body, ("Idempotency-Key", key));

    private async Task<int> CountAsync(string name) => (await shared.Admin.GetAnswerAsync($"/api/v1/agents?q={name}")).Json.GetProperty("items")
        .EnumerateArray().Count(item => item.GetProperty("name").GetString() == name);
}

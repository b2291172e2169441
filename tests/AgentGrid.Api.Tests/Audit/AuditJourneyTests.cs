using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity.ApiTokens;
using AgentGrid.Api.Tests.Identity.SignIn;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>What somebody does in a morning, and what the log says of it.</summary>
public sealed class AuditJourneyTests(TestPostgres postgres)
{
    [Fact]
    public async Task Actions_are_recorded_in_order_with_actor_target_result_address_and_request()
    {
        await using var grid = await AuditGrid.StartAsync(postgres);
        await using var upstream = await TinyUpstream.StartAsync();
        var person = await TestPerson.NewAsync(grid.Grid, "admin");
        grid.Admin = grid.Grid.ClientOf("auditor", CallerKind.User, GridRoles.Admin);
        var browser = Browser.At(grid.Grid);
        Assert.Equal(401, (await browser.PostAsync("/api/v1/auth/login", new { email = person.Email, password = "wrong horse battery staple" }, ("x-request-id", "request-1"))).Status);
        Assert.Equal(200, (await browser.PostAsync("/api/v1/auth/login", new { email = person.Email, password = TestPerson.Password }, ("x-request-id", "request-2"))).Status);
        var registered = await browser.PostAsync("/api/v1/agents", upstream.Agent("journey"), ("x-request-id", "request-3"));
        Assert.True(registered.Status == 201, registered.Text);
        var agent = registered.Json.GetProperty("id").GetString()!;
        Assert.Equal(200, (await browser.PostAsync("/v1/chat/completions", """{"model":"agent/journey","messages":[{"role":"user","content":"hi"}]}""", ("x-request-id", "request-4"))).Status);
        var (name, value) = ("Origin", browser.Origin!);
        Assert.Equal(200, (await browser.Client.PutAnswerAsync($"/api/v1/agents/{agent}", upstream.Agent("journey", ",\"weight\":7"), (name, value), ("x-request-id", "request-5"))).Status);
        var made = await browser.PostAsync($"/api/v1/agents/{agent}/tokens", "{}", ("x-request-id", "request-6"));
        Assert.True(made.Status == 201, made.Text);
        var prefix = made.Json.GetProperty("prefix").GetString()!;
        Assert.Equal(204, (await browser.Client.AskAsync(HttpMethod.Delete, $"/api/v1/agents/{agent}/tokens/{prefix}", null, (name, value), ("x-request-id", "request-7"))).Status);

        await Agents.Dispatch.DispatchGrid.EventuallyAsync(
            async () =>
            {
                await grid.MoveAsync();
                return (await grid.QueryAsync("?limit=200")).GetProperty("items").EnumerateArray().Count(IsMine) >= 7;
            },
            "all seven entries");
        var items = (await grid.QueryAsync("?limit=200")).GetProperty("items").EnumerateArray().Where(IsMine).Reverse().ToList();
        foreach (var item in items) TestContext.Current.TestOutputHelper!.WriteLine(item.GetRawText());

        Assert.Equal(
            [
                $"user.sign_in_failed {person.Id} refused request-1", $"user.signed_in {person.Id} ok request-2", $"agent.registered {agent} ok request-3", $"dispatch.done {agent} ok request-4",
                $"agent.updated {agent} ok request-5", $"token.created {prefix} ok request-6", $"token.revoked {prefix} ok request-7",
            ],
            items.Select(item => $"{item.GetProperty("action")} {item.GetProperty("target").GetProperty("id")} {item.GetProperty("result")} {item.GetProperty("requestId")}"));
        Assert.All(items, item => Assert.Equal("127.0.0.1", item.GetProperty("address").GetString()));
        Assert.All(items.Skip(1), item => Assert.Equal((person.Id.ToString(), "user", person.Email),
            (item.GetProperty("actor").GetProperty("id").GetString(), item.GetProperty("actor").GetProperty("kind").GetString(), item.GetProperty("actor").GetProperty("name").GetString())));
        // Two chains of cause and effect, one log: it verifies.
        await grid.SignAsync();
        Assert.Equal("verified", (await grid.VerifyAsync()).GetProperty("status").GetString());

        static bool IsMine(System.Text.Json.JsonElement item) =>
            item.GetProperty("requestId").GetString()?.StartsWith("request-", StringComparison.Ordinal) == true && item.GetProperty("action").GetString() != AuditActions.RequestRefused;
    }
}

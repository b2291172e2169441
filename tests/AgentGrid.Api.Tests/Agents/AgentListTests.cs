using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Agents;

/// <summary>Pages and filters.</summary>
public sealed class AgentListTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public async Task List_pages_stay_stable_while_agents_come_and_go()
    {
        var pool = SharedGrid.NewName("pool");
        var registered = new List<string>();
        for (var i = 0; i < 7; i++) registered.Add(await AddAsync(pool));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await shared.Admin.GetAnswerAsync($"/api/v1/agents?pool={pool}&limit=3{(cursor is null ? "" : "&cursor=" + cursor)}")).Json;
            seen.AddRange(Names(page));
            cursor = page.GetProperty("nextCursor").GetString();
            if (seen.Count == 3)
            {
                registered.Add(await AddAsync(pool));
                var first = (await shared.Admin.GetAnswerAsync($"/api/v1/agents?q={registered[0]}")).Json.GetProperty("items")[0].GetProperty("id").GetString();
                await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{first}");
            }
        }
        while (cursor is not null);

        Assert.Equal(registered, seen);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=-1")]
    public async Task List_limit_out_of_bounds_is_422(string query)
    {
        var answer = await shared.Admin.GetAnswerAsync($"/api/v1/agents?{query}");
        Assert.Equal(422, answer.Status);
        Assert.Equal("Must be 1 to 200.", answer.Error("limit"));
    }

    [Theory]
    [InlineData("limit=abc")]
    [InlineData("limit=99999999999")]
    [InlineData("limit=1e3")]
    public async Task List_limit_that_is_no_number_is_400_with_a_reason(string query)
    {
        var answer = await shared.Admin.GetAnswerAsync($"/api/v1/agents?{query}");
        Assert.Equal(400, answer.Status);
        Assert.Equal("bad_request", answer.Json.GetProperty("code").GetString());
        Assert.Contains("limit", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("!!!!")]
    [InlineData("YWdlbnRz")]
    [InlineData("YWdlbnRzHzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ")]
    [InlineData("YWdlbnRzHy0x")]
    [InlineData("%F0%9F%98%80")]
    public async Task List_cursor_that_is_none_of_this_list_is_422(string cursor)
    {
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none"}""");
        foreach (var path in (string[])["/api/v1/agents", $"/api/v1/agents/{id}/health/history", "/api/v1/limits/overrides"])
        {
            var answer = await shared.Admin.GetAnswerAsync($"{path}?cursor={cursor}");
            Assert.Equal((path, 422), (path, answer.Status));
            Assert.Contains("nextCursor", answer.Error("cursor"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task List_filters_by_pool_kind_status_and_text()
    {
        var pool = SharedGrid.NewName("pool");
        var plain = await AddAsync(pool);
        var percent = SharedGrid.NewName();
        await shared.Admin.RegisterAsync($$"""{"name":"{{percent}}","kind":"ollama","endpoint":"http://127.0.0.1:9","pool":"{{pool}}","displayName":"100% _exact_ ÄGYPTEN"}""");

        Assert.Equal([plain], await NamesAsync($"pool={pool}&kind=none"));
        Assert.Equal([percent], await NamesAsync($"pool={pool}&kind=ollama"));
        Assert.Equal([plain], await NamesAsync($"pool={pool}&q={plain.ToUpperInvariant()}"));
        Assert.Equal([percent], await NamesAsync($"pool={pool}&q=100%25"));
        Assert.Equal([percent], await NamesAsync($"pool={pool}&q=_exact_"));
        Assert.Empty(await NamesAsync($"pool={pool}&q=_xact_z"));
        Assert.Empty(await NamesAsync($"pool={pool}&q=%25%25%25x"));
        Assert.Contains(plain, await NamesAsync($"pool={pool}&status=unknown"));
        Assert.Empty(await NamesAsync("pool=no-such-pool"));
    }

    [Theory]
    [InlineData("kind=gpt", "kind")]
    [InlineData("status=well", "status")]
    [InlineData("pool=A%20B", "pool")]
    [InlineData("q=a%00b", "q")]
    [InlineData("pool=%00", "pool")]
    public async Task List_filter_that_can_match_nothing_is_422(string query, string field)
    {
        var answer = await shared.Admin.GetAnswerAsync($"/api/v1/agents?{query}");
        Assert.Equal(422, answer.Status);
        Assert.Equal([field], answer.ErrorFields);
    }

    [Fact]
    public async Task List_filter_text_that_is_far_too_long_is_422()
    {
        var answer = await shared.Admin.GetAnswerAsync($"/api/v1/agents?q={new string('a', 801)}");
        Assert.Equal(422, answer.Status);
    }

    [Fact]
    public async Task Pools_list_their_members_and_default_exists_always()
    {
        var pool = SharedGrid.NewName("pool");
        await AddAsync(pool);
        var names = (await shared.Admin.GetAnswerAsync("/api/v1/pools")).Json.GetProperty("items").EnumerateArray().Select(e => e.GetString()).ToArray();
        Assert.Contains("default", names);
        Assert.Contains(pool, names);
        Assert.Equal(200, (await shared.Admin.GetAnswerAsync("/api/v1/pools/default")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync("/api/v1/pools/never-seen")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync("/api/v1/pools/NOT%20A%20SLUG")).Status);
    }

    private async Task<string> AddAsync(string pool)
    {
        var name = SharedGrid.NewName();
        await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none","pool":"{{pool}}"}""");
        return name;
    }

    private async Task<string[]> NamesAsync(string query)
    {
        var answer = await shared.Admin.GetAnswerAsync($"/api/v1/agents?{query}");
        Assert.True(answer.Status == 200, answer.Text);
        return Names(answer.Json);
    }

    private static string[] Names(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
}

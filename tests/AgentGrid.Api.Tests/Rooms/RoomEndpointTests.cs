using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Tests.Rooms;

public sealed class RoomEndpointTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Unknown = "0198f0c0-0000-7000-8000-000000000000";

    [Fact]
    public async Task Rooms_are_created_changed_and_deleted()
    {
        var slug = SharedGrid.NewName("room");
        var created = await shared.Admin.PostAnswerAsync("/api/v1/rooms", $$"""{"slug":"{{slug}}","name":"Operations"}""");
        Assert.Equal(201, created.Status);
        var id = created.Json.GetProperty("id").GetString();
        Assert.Equal($"/api/v1/rooms/{id}", created.Header("Location"));
        Assert.Equal((slug, "Operations", 1, 0), (created.Json.GetProperty("slug").GetString(), created.Json.GetProperty("name").GetString(), created.Json.GetProperty("epoch").GetInt32(), created.Json.GetProperty("head").GetInt32()));
        Assert.Equal("\"1\"", created.Header("ETag"));

        var changed = await shared.Admin.AskAsync(HttpMethod.Patch, $"/api/v1/rooms/{id}", """{"name":"Night shift"}""", ("If-Match", "\"1\""));
        Assert.Equal((200, "Night shift", slug), (changed.Status, changed.Json.GetProperty("name").GetString(), changed.Json.GetProperty("slug").GetString()));
        Assert.Equal(409, (await shared.Admin.AskAsync(HttpMethod.Patch, $"/api/v1/rooms/{id}", """{"name":"Late"}""", ("If-Match", "\"1\""))).Status);

        Assert.Equal("Night shift", (await shared.Admin.GetAnswerAsync($"/api/v1/rooms/{id}")).Json.GetProperty("name").GetString());
        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"/api/v1/rooms/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{id}")).Status);
    }

    [Fact]
    public async Task Wrong_fields_and_taken_slugs_are_named()
    {
        var slug = SharedGrid.NewName("room");
        Assert.Equal(["name", "slug"], (await shared.Admin.PostAnswerAsync("/api/v1/rooms", "{}")).ErrorFields);
        Assert.Equal(201, (await shared.Admin.PostAnswerAsync("/api/v1/rooms", $$"""{"slug":"{{slug}}"}""")).Status);
        Assert.Equal(409, (await shared.Admin.PostAnswerAsync("/api/v1/rooms", $$"""{"slug":"{{slug}}"}""")).Status);
        var room = await shared.RoomAsync();
        Assert.Equal(422, (await shared.Admin.PostAnswerAsync($"/api/v1/rooms/{room}/members", "{}")).Status);
        Assert.Equal(["agentId"], (await shared.Admin.PostAnswerAsync($"/api/v1/rooms/{room}/members", $$"""{"agentId":"{{Unknown}}"}""")).ErrorFields);
        Assert.Equal(["userId"], (await shared.Admin.PostAnswerAsync($"/api/v1/rooms/{room}/members", """{"userId":"nobody"}""")).ErrorFields);
        Assert.Equal(404, (await shared.Admin.PostAnswerAsync($"/api/v1/rooms/{Unknown}/members", $$"""{"agentId":"{{Unknown}}"}""")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{room}/members/{Unknown}")).Status);
        Assert.Equal(422, (await shared.Admin.GetAnswerAsync("/api/v1/rooms?cursor=nonsense")).Status);
    }

    [Fact]
    public async Task Idempotency_key_makes_one_room()
    {
        var body = $$"""{"slug":"{{SharedGrid.NewName("room")}}"}""";
        var first = await shared.Admin.PostAnswerAsync("/api/v1/rooms", body, ("Idempotency-Key", body));
        var again = await shared.Admin.PostAnswerAsync("/api/v1/rooms", body, ("Idempotency-Key", body));
        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(first.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Agents_with_the_role_of_administrator_order_rooms_and_are_in_them()
    {
        var admin = await shared.AgentAsync(GridRoles.Admin);
        var agent = await shared.AgentAsync();
        var created = await admin.Client.PostAnswerAsync("/api/v1/rooms", $$"""{"slug":"{{SharedGrid.NewName("room")}}"}""");
        var room = created.Json.GetProperty("id").GetString()!;
        Assert.Equal(200, (await admin.Client.PostAnswerAsync($"/api/v1/rooms/{room}/members", $$"""{"agentId":"{{agent.Id}}"}""")).Status);
        await admin.PostAsync(room, "hello");
        await agent.PostAsync(room, "hello");
        Assert.Equal(403, (await agent.Client.PostAnswerAsync("/api/v1/rooms", """{"slug":"mine"}""")).Status);
        Assert.Equal(403, (await agent.Client.DeleteAnswerAsync($"/api/v1/rooms/{room}")).Status);
    }

    [Fact]
    public async Task Who_is_no_member_finds_nothing_there()
    {
        var member = await shared.AgentAsync();
        var stranger = await shared.AgentAsync();
        var room = await shared.RoomAsync(member);
        await member.PostAsync(room, "hello");
        foreach (var path in (string[])["", "/members", "/messages", "/presence"])
        {
            var there = await stranger.Client.GetAnswerAsync($"/api/v1/rooms/{room}{path}");
            var nowhere = await stranger.Client.GetAnswerAsync($"/api/v1/rooms/{Unknown}{path}");
            Assert.Equal((404, 404), (there.Status, nowhere.Status));
            Assert.Equal(nowhere.Json.GetProperty("detail").GetString(), there.Json.GetProperty("detail").GetString());
            Assert.Equal(200, (await member.Client.GetAnswerAsync($"/api/v1/rooms/{room}{path}")).Status);
        }

        Assert.Equal(404, (await stranger.Client.PostAnswerAsync($"/api/v1/rooms/{room}/messages", """{"body":"hello"}""")).Status);
        Assert.DoesNotContain(room, (await stranger.Client.GetAnswerAsync("/api/v1/rooms")).Text, StringComparison.Ordinal);
        Assert.Contains(room, (await member.Client.GetAnswerAsync("/api/v1/rooms")).Text, StringComparison.Ordinal);
        // What is said is the members' own: whoever administers adds itself first, and that is in the audit log.
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"/api/v1/rooms/{room}/messages")).Status);
    }

    [Fact]
    public async Task Tokens_without_the_scope_open_no_rooms()
    {
        var agent = await shared.AgentAsync(scopes: [GridScopes.Gateway]);
        Assert.Equal(403, (await agent.Client.GetAnswerAsync("/api/v1/rooms")).Status);
    }

    [Fact]
    public async Task Members_are_listed_and_taken_out()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var first = (await anna.Client.GetAnswerAsync($"/api/v1/rooms/{room}/members?limit=1")).Json;
        var second = (await anna.Client.GetAnswerAsync($"/api/v1/rooms/{room}/members?limit=1&cursor={first.GetProperty("nextCursor").GetString()}")).Json;
        Assert.Equal([anna.Id, ben.Id], first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(member => member.GetProperty("id").GetString()));

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{room}/members/{ben.Id}")).Status);
        Assert.Equal(404, (await ben.Client.GetAnswerAsync($"/api/v1/rooms/{room}")).Status);
        Assert.Equal(1, (await anna.Client.GetAnswerAsync($"/api/v1/rooms/{room}")).Json.GetProperty("members").GetInt32());
    }

    [Fact]
    public async Task Messages_are_posted_once_and_read_both_ways()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var path = $"/api/v1/rooms/{room}/messages";
        var first = await anna.Client.PostAnswerAsync(path, """{"body":"Größe ✓","contentType":"text/markdown","metadata":{"a":[1,null]},"clientMessageId":"c-1"}""");
        Assert.Equal((201, 1, 1, false), (first.Status, first.Json.GetProperty("seq").GetInt32(), first.Json.GetProperty("epoch").GetInt32(), first.Json.GetProperty("duplicate").GetBoolean()));
        var again = await anna.Client.PostAnswerAsync(path, """{"body":"again","clientMessageId":"c-1"}""");
        Assert.Equal((200, true, first.Json.GetProperty("messageId").GetString()), (again.Status, again.Json.GetProperty("duplicate").GetBoolean(), again.Json.GetProperty("messageId").GetString()));
        for (var i = 2; i <= 7; i++) await anna.PostAsync(room, $"m-{i}");

        var newest = (await anna.Client.GetAnswerAsync($"{path}?limit=4")).Json;
        var older = (await anna.Client.GetAnswerAsync($"{path}?limit=4&cursor={newest.GetProperty("nextCursor").GetString()}")).Json;
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], newest.GetProperty("messages").EnumerateArray().Concat(older.GetProperty("messages").EnumerateArray()).Select(message => message.GetProperty("seq").GetInt32()));
        Assert.Equal(JsonValueKind.Null, older.GetProperty("nextCursor").ValueKind);
        Assert.Equal((1, 7), (older.GetProperty("epoch").GetInt32(), older.GetProperty("head").GetInt32()));

        var history = await anna.HistoryAsync(room);
        Assert.Equal(Enumerable.Range(1, 7), history.Select(message => message.GetProperty("seq").GetInt32()));
        var stored = history[0];
        Assert.Equal(("Größe ✓", "text/markdown", "c-1", anna.Id, anna.Name, "agent"), (Text("body"), Text("contentType"), Text("clientMessageId"), Text("senderId"), Text("senderName"), Text("senderKind")));
        Assert.Equal("""{"a":[1,null]}""", stored.GetProperty("metadata").GetRawText());
        Assert.Equal(first.Json.GetProperty("fingerprint").GetString(), Text("fingerprint"));

        string? Text(string name) => stored.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Idempotency_key_posts_once()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => anna.Client.PostAnswerAsync($"/api/v1/rooms/{room}/messages", """{"body":"once"}""", ("Idempotency-Key", "k-1"))));
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(await anna.HistoryAsync(room));
    }

    [Theory]
    [InlineData("{}", "body")]
    [InlineData("""{"body":""}""", "body")]
    [InlineData("""{"body":"a\u0000b"}""", "body")]
    [InlineData("""{"body":"a","contentType":"text/html"}""", "contentType")]
    [InlineData("""{"body":"a","metadata":[1]}""", "metadata")]
    [InlineData("""{"body":"a","clientMessageId":""}""", "clientMessageId")]
    [InlineData("""{"body":"a","replyTo":"0198f0c0-0000-7000-8000-000000000000"}""", "replyTo")]
    public async Task Messages_that_break_a_rule_are_refused_with_the_field(string body, string field)
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var answer = await anna.Client.PostAnswerAsync($"/api/v1/rooms/{room}/messages", body);
        Assert.Equal(422, answer.Status);
        Assert.Equal([field], answer.ErrorFields);
        Assert.Empty(await anna.HistoryAsync(room));
    }

    [Theory]
    [InlineData("after=-1", "after")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=0198f0c0-0000-7000-8000-000000000000&after=1", "cursor")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    public async Task Wrong_pages_are_refused_with_the_field(string query, string field)
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        Assert.Equal([field], (await anna.Client.GetAnswerAsync($"/api/v1/rooms/{room}/messages?{query}")).ErrorFields);
    }
}

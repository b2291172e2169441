using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>What sockets are sent is held against the AsyncAPI document, and metrics against the names that dashboards know.</summary>
public sealed class AsyncApiTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private Uri Url => shared.Grid.Url;

    [Fact]
    public async Task Document_tells_what_sockets_are_sent()
    {
        var messages = JsonElement.Parse((await shared.Admin.GetAnswerAsync("/asyncapi/v1.json")).Text).GetProperty("components").GetProperty("messages").EnumerateObject()
            .Select(message => message.Value.GetProperty("payload")).ToLookup(payload => payload.GetProperty("properties").GetProperty("type").GetProperty("const").GetString()!);
        var (anna, admin) = (await shared.AgentAsync(), await shared.AgentAsync(GridRoles.Admin));
        var room = await shared.RoomAsync(anna, admin);
        await anna.PostAsync(room, "before");
        var (socket, connected) = await PlainSocket.JoinAsync(Url, admin, new Dictionary<string, object> { [room] = new { epoch = 7, seq = 0 } });
        await using var one = socket;
        var sent = new List<JsonElement> { connected, await one.NextAsync("room:gap") };
        sent.Add(await one.AskAsync("subscribe", new { channel = "audit" }));
        sent.Add(await one.AskAsync("message:send", new { roomId = room, body = "hello", metadata = new { a = 1 } }));
        sent.Add(await one.NextAsync("message:new"));
        sent.Add(await one.AskAsync("room:sync", new { roomId = room, after = 1 }));
        sent.Add(await one.AskAsync("message:send", new { roomId = room, body = "" }));
        sent.Add(await one.AskAsync("nonsense", new { }));
        var (other, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var two = other;
        await two.AskAsync("typing", new { roomId = room });
        var missing = new HashSet<string> { "typing", "presence:update", "audit:entry" };
        while (missing.Count > 0)
        {
            sent.Add(await one.NextAnyAsync([.. missing]));
            missing.Remove(Type(sent[^1]));
            if (missing.Contains("audit:entry")) await shared.RoomAsync();
        }

        await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{room}");
        sent.Add(await one.NextAsync("room:left"));
        foreach (var frame in sent) Assert.True(messages[Type(frame)].Any(payload => Fits(frame, payload)), frame.ToString());
    }

    [Fact]
    public async Task Metrics_keep_their_names()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var (socket, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var one = socket;
        await one.AskAsync("message:send", new { roomId = room, body = "hello" });
        var lines = (await shared.Admin.GetAnswerAsync("/metrics")).Text.Split('\n');
        foreach (var begin in (string[])[
            "agenthub_agents_connected ", "agenthub_rooms_active ", $"agenthub_messages_total{{room_id=\"{room}\"}} 1", "agenthub_websocket_latency_seconds_bucket{event=\"message:send\",le=",
            "agenthub_http_requests_total{method=\"POST\",route=\"/api/v1/rooms\",status_code=\"201\"} ", "agenthub_db_query_duration_seconds_bucket{operation=\"room.load\",le="])
            Assert.Contains(lines, line => line.StartsWith(begin, StringComparison.Ordinal));
    }

    private static string Type(JsonElement frame) => frame.GetProperty("type").GetString()!;

    // All that is required is there, and nothing that is not told of.
    private static bool Fits(JsonElement frame, JsonElement payload) =>
        payload.GetProperty("required").EnumerateArray().All(name => frame.TryGetProperty(name.GetString()!, out _))
        && frame.EnumerateObject().All(member => payload.GetProperty("properties").TryGetProperty(member.Name, out _));
}

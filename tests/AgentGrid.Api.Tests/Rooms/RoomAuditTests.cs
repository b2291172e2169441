using System.Text.Json;
using AgentGrid.Api.Rooms.Audit;
using AgentGrid.Api.Tests.Audit;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>A room as a chain of the audit log, anchored in the system's.</summary>
public sealed class RoomAuditTests(TestPostgres postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_shown_without_bodies_and_proven_up_to_the_anchor()
    {
        await using var audit = await AuditGrid.StartAsync(postgres);
        var (room, agent) = await TalkAsync(audit, 12);
        var before = await audit.QueryAsync($"?chain=room:{room}&limit=5");
        Assert.Equal("unanchored", Status(before));

        await AnchorAsync(audit);
        var page = await audit.QueryAsync($"?chain=room:{room}&limit=5");
        // What was signed is read once a second.
        for (var tries = 0; Status(page) == "unanchored" && tries < 50; tries++)
        {
            await Task.Delay(100, Stop);
            page = await audit.QueryAsync($"?chain=room:{room}&limit=5");
        }

        Assert.Equal("verified", Status(page));
        var items = page.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal([12, 11, 10, 9, 8], items.Select(item => item.GetProperty("index").GetInt32()));
        Assert.All(items, item => Assert.Equal(("message.sent", agent, $"room:{room}"),
            (item.GetProperty("action").GetString(), item.GetProperty("actor").GetProperty("id").GetString(), item.GetProperty("chain").GetString())));
        Assert.DoesNotContain("secret-", page.ToString(), StringComparison.Ordinal);
        Assert.Equal(["text/plain", "9"], [Text(items[0].GetProperty("details").GetProperty("contentType")), Text(items[0].GetProperty("details").GetProperty("bytes"))]);
        var next = await audit.QueryAsync($"?chain=room:{room}&limit=5&cursor={page.GetProperty("nextCursor").GetString()}");
        Assert.Equal([7, 6, 5, 4, 3], next.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));

        Assert.Equal(12, await CountAsync(audit, room, $"&actor={agent}&action=message.sent&result=ok"));
        Assert.Equal(1, await CountAsync(audit, room, $"&target={items[3].GetProperty("target").GetProperty("id").GetString()}"));
        foreach (var none in (string[])["&actor=somebody", "&action=user.created", "&result=failed", "&to=2020-01-01T00:00:00Z"]) Assert.Equal(0, await CountAsync(audit, room, none));
        Assert.Equal(0, await CountAsync(audit, Guid.CreateVersion7().ToString("D"), ""));
    }

    [Fact]
    public async Task Head_is_anchored_when_it_moved_and_only_then()
    {
        await using var audit = await AuditGrid.StartAsync(postgres);
        var (room, _) = await TalkAsync(audit, 3);
        var rounds = Enumerable.Range(0, 4).Select(_ => audit.Service<RoomAnchoring>().RunAsync(Stop));
        await Task.WhenAll(rounds);
        await audit.Service<RoomAnchoring>().RunAsync(Stop);
        await audit.MoveAsync();
        var anchored = Assert.Single((await audit.QueryAsync($"?action=room.anchored&target={room}")).GetProperty("items").EnumerateArray());
        var head = (await audit.QueryAsync($"?chain=room:{room}&limit=1")).GetProperty("items")[0];
        var details = anchored.GetProperty("details");
        Assert.Equal((3, 1, head.GetProperty("fingerprint").GetString()), (details.GetProperty("seq").GetInt32(), details.GetProperty("epoch").GetInt32(), details.GetProperty("fingerprint").GetString()));
    }

    [Theory]
    [InlineData("UPDATE room_messages SET body = 'other' WHERE seq = 9", "broken", 9, "fingerprint_changed")]
    [InlineData("UPDATE room_messages SET sender_name = 'other' WHERE seq = 9", "broken", 9, "fingerprint_changed")]
    [InlineData("UPDATE room_messages SET fingerprint = sha256('x') WHERE seq = 9", "broken", 9, "fingerprint_changed")]
    [InlineData("DELETE FROM room_messages WHERE seq = 9", "broken", 9, "missing")]
    [InlineData("DELETE FROM room_messages WHERE seq > 9", "truncated", 10, "tail_missing")]
    [InlineData("DELETE FROM room_messages", "truncated", 1, "chain_missing")]
    public async Task What_somebody_changes_is_found(string sql, string status, int index, string reason)
    {
        await using var audit = await AuditGrid.StartAsync(postgres);
        var (room, _) = await TalkAsync(audit, 12);
        await AnchorAsync(audit);
        await audit.TamperAsync(sql);
        var integrity = (await audit.QueryAsync($"?chain=room:{room}&limit=10")).GetProperty("integrity");
        Assert.Equal((status, $"room:{room}", index, reason),
            (integrity.GetProperty("status").GetString(), integrity.GetProperty("chain").GetString(), integrity.GetProperty("brokenAt").GetInt32(), integrity.GetProperty("reason").GetString()));
    }

    private static async Task AnchorAsync(AuditGrid audit)
    {
        await audit.Service<RoomAnchoring>().RunAsync(Stop);
        await audit.SignAsync();
        await audit.WalkAsync();
    }

    private static async Task<(string Room, string Agent)> TalkAsync(AuditGrid audit, int messages)
    {
        var agent = await audit.Admin.RegisterAsync("""{"name":"talker","kind":"none"}""");
        var room = (await audit.Admin.PostAnswerAsync("/api/v1/rooms", """{"slug":"talk"}""")).Json.GetProperty("id").GetString()!;
        Assert.Equal(200, (await audit.Admin.PostAnswerAsync($"/api/v1/rooms/{room}/members", $$"""{"agentId":"{{agent}}"}""")).Status);
        for (var i = 1; i <= messages; i++) await audit.Grid.Host.PostAsync(room, new RoomAgent(agent, "talker", "", audit.Admin), $"secret-{i:00}");
        return (room, agent);
    }

    private static async Task<int> CountAsync(AuditGrid audit, string room, string filter) => (await audit.QueryAsync($"?chain=room:{room}{filter}")).GetProperty("items").GetArrayLength();

    private static string? Status(JsonElement page) => page.GetProperty("integrity").GetProperty("status").GetString();

    private static string Text(JsonElement value) => value.ToString();
}

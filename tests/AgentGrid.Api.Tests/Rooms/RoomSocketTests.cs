using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>The plain door: its life, its resumption, its bounds.</summary>
public sealed class RoomSocketTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private Uri Url => shared.Grid.Url;

    [Fact]
    public async Task Socket_joins_its_rooms_sends_receives_and_leaves()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var (first, connected) = await PlainSocket.JoinAsync(Url, anna);
        var (second, _) = await PlainSocket.JoinAsync(Url, ben);
        await using var one = first;
        await using var two = second;
        Assert.Equal((anna.Id, "agent", room, 1, 0), (connected.GetProperty("subject").GetString(), connected.GetProperty("kind").GetString(), Room(connected).GetProperty("roomId").GetString(),
            Room(connected).GetProperty("epoch").GetInt32(), Room(connected).GetProperty("head").GetInt32()));

        var ack = await one.AskAsync("message:send", new { roomId = room, body = "hello 🙂", clientMessageId = "c-1", metadata = new { a = 1 } });
        Assert.True(ack.GetProperty("ok").GetBoolean());
        Assert.Equal((1, 1, false, 29), (ack.GetProperty("seq").GetInt32(), ack.GetProperty("epoch").GetInt32(), ack.GetProperty("duplicate").GetBoolean(), ack.GetProperty("remaining").GetInt32()));

        // The sender's own socket gets it, too.
        foreach (var socket in (PlainSocket[])[one, two])
        {
            var message = await socket.NextAsync("message:new");
            Assert.Equal(("hello 🙂", anna.Name, ack.GetProperty("messageId").GetString(), ack.GetProperty("fingerprint").GetString()),
                (message.GetProperty("body").GetString(), message.GetProperty("senderName").GetString(), message.GetProperty("id").GetString(), message.GetProperty("fingerprint").GetString()));
        }

        var again = await one.AskAsync("message:send", new { roomId = room, body = "hello again", clientMessageId = "c-1" });
        Assert.Equal((true, ack.GetProperty("messageId").GetString()), (again.GetProperty("duplicate").GetBoolean(), again.GetProperty("messageId").GetString()));

        Assert.True((await two.AskAsync("room:leave", new { roomId = room })).GetProperty("ok").GetBoolean());
        await one.AskAsync("message:send", new { roomId = room, body = "unheard" });
        var joined = await two.AskAsync("room:join", new { roomId = room, cursor = new { epoch = 1, seq = 1 } });
        Assert.Equal((2, 1), (joined.GetProperty("head").GetInt32(), joined.GetProperty("replayed").GetInt32()));
        Assert.Equal((long[])[2], await two.SeqsAsync(1));
    }

    [Fact]
    public async Task Socket_is_known_by_header_query_or_first_frame()
    {
        var anna = await shared.AgentAsync();
        await using var byHeader = await PlainSocket.OpenAsync(Url, configure: options =>
        {
            options.SetRequestHeader("Authorization", $"Bearer {anna.Token}");
            options.AddSubProtocol("grid.v1");
        });
        Assert.Equal("grid.v1", byHeader.Inner.SubProtocol);
        await using var byQuery = await PlainSocket.OpenAsync(Url, $"token={anna.Token}");
        var (byFrame, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var third = byFrame;
        foreach (var socket in (PlainSocket[])[byHeader, byQuery]) Assert.Equal(anna.Id, (await socket.NextAsync("connected")).GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_before_the_upgrade_or_close_with_their_code()
    {
        var gateway = await shared.AgentAsync(scopes: [GridScopes.Gateway]);
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync("token=wrong", _ => { }));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync("", options => options.SetRequestHeader("Authorization", "Bearer wrong")));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync($"token={gateway.Token}", _ => { }));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync("", options => options.SetRequestHeader("Origin", "https://evil.example")));
        Assert.Equal(400, (await shared.Anonymous.GetAnswerAsync("/ws")).Status);

        foreach (var (frame, status) in ((object, int)[])[(new { type = "auth", token = "wrong" }, 4401), (new { type = "auth" }, 4401), (new { type = "room:join" }, 4401), (new { type = "auth", token = gateway.Token }, 4403)])
        {
            await using var socket = await PlainSocket.OpenAsync(Url);
            await socket.SendAsync(frame);
            Assert.Equal("error", Assert.Single(await socket.ToEndAsync()).GetProperty("type").GetString());
            Assert.Equal(status, (int?)socket.CloseStatus);
        }
    }

    [Fact]
    public async Task Socket_that_does_not_say_who_it_is_is_closed_after_five_seconds()
    {
        await using var socket = await PlainSocket.OpenAsync(Url);
        var began = TimeProvider.System.GetTimestamp();
        await socket.ToEndAsync();
        Assert.Equal(4401, (int?)socket.CloseStatus);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 4, 9);
    }

    [Fact]
    public async Task Cursor_replays_what_was_missed_in_order_before_what_comes()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        for (var i = 1; i <= 40; i++) await anna.PostAsync(room, $"m-{i}");
        var posting = PostAsync(anna, room, 41, 60);
        var (socket, connected) = await PlainSocket.JoinAsync(Url, ben, new Dictionary<string, object> { [room] = new { epoch = 1, seq = 10 } });
        await using var one = socket;
        Assert.True(Room(connected).GetProperty("replayed").GetInt32() >= 30);
        Assert.Equal(Enumerable.Range(11, 50).Select(n => (long)n), await one.SeqsAsync(50));
        await posting;

        // The same by a bare seq, and again on a socket that is in the room already.
        var (second, _) = await PlainSocket.JoinAsync(Url, ben, new Dictionary<string, object> { [room] = 58 });
        await using var two = second;
        Assert.Equal((long[])[59, 60], await two.SeqsAsync(2));
        Assert.Equal(3, (await two.AskAsync("room:sync", new { roomId = room, after = 57 })).GetProperty("replayed").GetInt32());
        Assert.Equal((long[])[58, 59, 60], await two.SeqsAsync(3));
    }

    [Fact]
    public async Task Replayed_live_and_fetched_messages_are_the_same()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var (live, _) = await PlainSocket.JoinAsync(Url, ben);
        await using var one = live;
        await one.AskAsync("message:send", new { roomId = room, body = "\"quoted\" \\ 日本 🙂 \u2028", contentType = "text/markdown", metadata = new { nested = new { a = 1.5 } } });
        var sent = await one.NextAsync("message:new");
        var (late, _) = await PlainSocket.JoinAsync(Url, ben, new Dictionary<string, object> { [room] = 0 });
        await using var two = late;
        Assert.Equal(sent.GetRawText(), (await two.NextAsync("message:new")).GetRawText());
        var fetched = Assert.Single(await anna.HistoryAsync(room));
        foreach (var member in sent.EnumerateObject().Where(member => member.Name != "type")) Assert.True(JsonElement.DeepEquals(member.Value, fetched.GetProperty(member.Name)), member.Name);
    }

    [Fact]
    public async Task Cursor_that_misses_too_much_or_of_another_epoch_is_a_gap_and_the_rest_is_live()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        const int many = RoomRules.MaxReplay + 5;
        var (posting, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var poster = posting;
        await Task.WhenAll(Enumerable.Range(1, many).Select(i => shared.Grid.Host.PostAsync(room, anna, $"m-{i}")));

        foreach (var (cursor, from, reason) in ((object, int, string)[])[(new { epoch = 1, seq = 2 }, 3, "limit"), (new { epoch = 7, seq = 2 }, 1, "epoch_changed"), (many + 9, 1, "epoch_changed")])
        {
            var (socket, connected) = await PlainSocket.JoinAsync(Url, ben, new Dictionary<string, object> { [room] = cursor });
            await using var one = socket;
            var gap = await one.NextAsync("room:gap");
            Assert.Equal((room, from, reason), (gap.GetProperty("roomId").GetString(), gap.GetProperty("from").GetInt32(), gap.GetProperty("reason").GetString()));
            Assert.True(gap.GetProperty("to").GetInt32() >= many);
            Assert.Equal(from, Room(connected).GetProperty("gap").GetProperty("from").GetInt32());
            var seq = (await anna.PostAsync(room, "live")).GetProperty("seq").GetInt64();
            Assert.Equal([seq], await one.SeqsAsync(1));
        }
    }

    [Fact]
    public async Task Refusals_are_answers_and_do_not_end_the_socket()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var foreign = await shared.RoomAsync();
        var (socket, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var one = socket;
        foreach (var (type, arguments, error) in ((string, object, string)[])
        [
            ("message:send", new { roomId = foreign, body = "a" }, "not_found"),
            ("message:send", new { roomId = room }, "invalid"),
            ("message:send", new { roomId = "no id", body = "a" }, "invalid"),
            ("message:send", new { roomId = room, body = 7 }, "invalid"),
            ("room:join", new { roomId = foreign }, "not_found"),
            ("room:join", new { roomId = room, cursor = "all" }, "invalid"),
            ("room:sync", new { roomId = foreign, after = 0 }, "not_found"),
            ("room:sync", new { roomId = room }, "invalid"),
            ("subscribe", new { channel = "agents" }, "forbidden"),
            ("subscribe", new { channel = "secrets" }, "invalid"),
            ("no:such", new { }, "bad_request"),
        ])
        {
            var answer = await one.AskAsync(type, arguments);
            Assert.Equal((type, false, error), (type, answer.GetProperty("ok").GetBoolean(), answer.GetProperty("error").GetString()));
        }

        Assert.True((await one.AskAsync("message:send", new { roomId = room, body = "fine" })).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task More_than_thirty_events_a_second_are_refused_with_the_time_to_wait()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var (socket, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var one = socket;
        for (var i = 0; i < 60; i++) await one.SendAsync(new { type = "typing", id = i, roomId = room });
        var answers = new List<JsonElement>();
        while (answers.Count < 60) answers.Add(await one.NextAsync("ack"));
        var refused = answers.Where(answer => !answer.GetProperty("ok").GetBoolean()).ToList();
        Assert.InRange(refused.Count, 1, 30);
        Assert.All(refused, answer => Assert.Equal(("rate_limited", 0), (answer.GetProperty("error").GetString(), answer.GetProperty("remaining").GetInt32())));
        Assert.True(refused[0].GetProperty("retryAfterMs").GetInt64() > 0);
    }

    [Fact]
    public async Task Who_does_not_listen_to_refusals_is_closed()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var (socket, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var one = socket;
        try
        {
            for (var i = 0; i < 400; i++) await one.SendAsync(new { type = "typing", roomId = room });
        }
        catch (WebSocketException)
        {
            // Closed already.
        }

        await one.ToEndAsync();
        Assert.Equal(4429, (int?)one.CloseStatus);
    }

    [Fact]
    public async Task Presence_comes_and_goes_and_is_told_to_the_others()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var (first, _) = await PlainSocket.JoinAsync(Url, anna);
        await using var one = first;
        await PresenceAsync("joined", anna.Id);
        var (second, _) = await PlainSocket.JoinAsync(Url, ben);
        var came = await PresenceAsync("joined", ben.Id);
        Assert.Equal(2, came.GetProperty("count").GetInt32());
        Assert.Equal(2, (await anna.Client.GetAnswerAsync($"/api/v1/rooms/{room}/presence")).Json.GetProperty("members").GetArrayLength());

        Assert.True((await second.AskAsync("typing", new { roomId = room })).GetProperty("ok").GetBoolean());
        Assert.Equal(ben.Id, (await one.NextAsync("typing")).GetProperty("member").GetProperty("id").GetString());

        // Cut, without a word.
        second.Inner.Abort();
        await PresenceAsync("left", ben.Id);
        Assert.Equal(1, (await anna.Client.GetAnswerAsync($"/api/v1/rooms/{room}/presence")).Json.GetProperty("count").GetInt32());

        async Task<JsonElement> PresenceAsync(string list, string id)
        {
            while (true)
            {
                var update = await one.NextAsync("presence:update");
                if (update.TryGetProperty(list, out var members) && members.EnumerateArray().Any(member => member.GetProperty("id").GetString() == id)) return update;
            }
        }
    }

    [Fact]
    public async Task Socket_leaves_a_room_that_it_may_not_be_in_any_more()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var (socket, _) = await PlainSocket.JoinAsync(Url, ben);
        await using var one = socket;
        await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{room}/members/{ben.Id}");
        Assert.Equal("removed", (await one.NextAsync("room:left")).GetProperty("reason").GetString());
        await anna.PostAsync(room, "among ourselves");
        Assert.Equal("not_found", (await one.AskAsync("message:send", new { roomId = room, body = "a" })).GetProperty("error").GetString());

        var other = await shared.RoomAsync(ben);
        Assert.True((await one.AskAsync("room:join", new { roomId = other })).GetProperty("ok").GetBoolean());
        await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{other}");
        var left = await one.NextAsync("room:left");
        Assert.Equal((other, "deleted"), (left.GetProperty("roomId").GetString(), left.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Revoked_token_closes_its_sockets_within_a_second()
    {
        var name = SharedGrid.NewName();
        var agent = await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none"}""");
        var made = (await shared.Admin.PostAnswerAsync($"/api/v1/agents/{agent}/tokens", """{"name":"socket"}""")).Json;
        var exchanged = await shared.Grid.Client(made.GetProperty("token").GetString()).PostAnswerAsync("/api/v1/sessions", null);
        Assert.True(exchanged.Status is 200 or 201, exchanged.Text);
        await using var socket = await PlainSocket.OpenAsync(Url, $"token={exchanged.Json.GetProperty("token").GetString()}");
        await socket.NextAsync("connected");

        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{agent}/tokens/{made.GetProperty("prefix").GetString()}")).Status);
        var last = (await socket.ToEndAsync())[^1];
        Assert.Equal(("error", "unauthenticated", 4401), (last.GetProperty("type").GetString(), last.GetProperty("error").GetString(), (int?)socket.CloseStatus));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 2);
    }

    [Fact]
    public async Task Slow_socket_is_told_what_it_missed_and_goes_on()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var (socket, _) = await PlainSocket.JoinAsync(Url, ben);
        await using var one = socket;
        // More than the connection's own buffers and the queue take, while nobody reads.
        var body = new string('x', 60_000);
        var posted = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => shared.Grid.Host.PostAsync(room, anna, body)));
        var seen = new HashSet<long>();
        var gaps = 0;
        while (seen.Count < posted.Length)
        {
            var next = await one.NextAnyAsync("message:new", "room:gap");
            if (next.GetProperty("type").GetString() == "message:new")
            {
                Assert.True(seen.Add(next.GetProperty("seq").GetInt64()));
                continue;
            }

            gaps++;
            Assert.Equal("slow_consumer", next.GetProperty("reason").GetString());
            for (var seq = next.GetProperty("from").GetInt64(); seq <= next.GetProperty("to").GetInt64(); seq++) Assert.True(seen.Add(seq));
        }

        Assert.True(gaps > 0, "The socket was never slow.");
        Assert.Equal(Enumerable.Range(1, posted.Length).Select(n => (long)n), seen.Order());
        var live = (await anna.PostAsync(room, "live")).GetProperty("seq").GetInt64();
        Assert.Equal((long[])[live], await one.SeqsAsync(1));
    }

    [Fact]
    public async Task Channels_tell_operators_what_happens()
    {
        var admin = await shared.AgentAsync(GridRoles.Admin);
        var (socket, _) = await PlainSocket.JoinAsync(Url, admin);
        await using var one = socket;
        Assert.True((await one.AskAsync("subscribe", new { channel = "audit" })).GetProperty("ok").GetBoolean());
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        var room = await shared.RoomAsync();
        JsonElement entry;
        do entry = await one.NextAsync("audit:entry");
        while (entry.GetProperty("action").GetString() != "room.created" || entry.GetProperty("target").GetProperty("id").GetString() != room);
        Assert.True((await one.AskAsync("unsubscribe", new { channel = "audit" })).GetProperty("ok").GetBoolean());
    }

    private static async Task PostAsync(RoomAgent sender, string room, int first, int last)
    {
        for (var i = first; i <= last; i++) await sender.PostAsync(room, $"m-{i}");
    }

    private static JsonElement Room(JsonElement connected) => Assert.Single(connected.GetProperty("rooms").EnumerateArray());

    private async Task<HttpStatusCode> RefusedAsync(string query, Action<ClientWebSocketOptions> configure)
    {
        ClientWebSocket? socket = null;
        await Assert.ThrowsAsync<WebSocketException>(async () => await PlainSocket.OpenAsync(Url, query, options => configure(options), made =>
        {
            socket = made;
            made.Options.CollectHttpResponseDetails = true;
        }));
        return socket!.HttpStatusCode;
    }
}

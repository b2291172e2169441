using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>The cases of the Engine.IO protocol document's test suite about opening a session, and the reference server's answers to what is refused.</summary>
public sealed class EngineHandshakeTests
{
    private const string UnknownTransport = """{"code":0,"message":"Transport unknown"}""";
    private const string UnknownSession = """{"code":1,"message":"Session ID unknown"}""";
    private const string BadMethod = """{"code":2,"message":"Bad handshake method"}""";
    private const string BadRequest = """{"code":3,"message":"Bad request"}""";
    private const string Unsupported = """{"code":5,"message":"Unsupported protocol version"}""";

    [Fact]
    public async Task Handshake_over_polling_tells_the_parameters()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented);
        using var response = await host.Http.GetAsync("/socket.io/?EIO=4&transport=polling", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "text/plain; charset=UTF-8", "no-store"), (response.StatusCode, response.Content.Headers.ContentType!.ToString(), response.Headers.CacheControl!.ToString()));
        AssertOpen(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "websocket");
    }

    [Fact]
    public async Task Handshake_over_websocket_offers_no_upgrade()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented);
        using var socket = await host.DialAsync();
        AssertOpen(await socket.NextAsync());
    }

    [Theory]
    [InlineData("GET", "transport=polling", Unsupported)]
    [InlineData("GET", "EIO=abc&transport=polling", Unsupported)]
    [InlineData("GET", "EIO=3&transport=polling", Unsupported)]
    [InlineData("GET", "EIO=4&EIO=4&transport=polling", Unsupported)]
    [InlineData("GET", "EIO=4", UnknownTransport)]
    [InlineData("GET", "EIO=4&transport=abc", UnknownTransport)]
    [InlineData("GET", "EIO=4&transport=webtransport", UnknownTransport)]
    [InlineData("GET", "EIO=4&transport=constructor", UnknownTransport)]
    [InlineData("GET", "EIO=4&transport=polling&transport=polling", UnknownTransport)]
    [InlineData("GET", "EIO=4&transport=websocket", BadRequest)]
    [InlineData("POST", "EIO=4&transport=polling", BadMethod)]
    [InlineData("PUT", "EIO=4&transport=polling", BadMethod)]
    [InlineData("DELETE", "EIO=4&transport=polling", BadMethod)]
    [InlineData("GET", "EIO=4&transport=polling&sid=unknown", UnknownSession)]
    [InlineData("POST", "EIO=4&transport=polling&sid=", UnknownSession)]
    [InlineData("GET", "EIO=4&transport=polling&sid=__proto__", UnknownSession)]
    [InlineData("GET", "EIO=4&transport=polling&sid={sid}&sid={sid}", UnknownSession)]
    [InlineData("GET", "EIO=4&transport=websocket&sid={sid}", BadRequest)]
    [InlineData("PUT", "EIO=4&transport=polling&sid={sid}", BadRequest)]
    public async Task Request_that_is_wrong_gets_the_answer_of_the_reference_server(string method, string query, string expected)
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/socket.io/?" + query.Replace("{sid}", sid, StringComparison.Ordinal));
        Assert.Equal((400, expected), await host.AskAsync(request));
        Assert.Equal((200, "ok"), await host.PollAsync(sid, "40"));
    }

    [Theory]
    [InlineData("transport=websocket")]
    [InlineData("EIO=abc&transport=websocket")]
    [InlineData("EIO=4")]
    [InlineData("EIO=4&transport=abc")]
    [InlineData("EIO=4&transport=polling")]
    [InlineData("EIO=4&transport=websocket&sid=unknown")]
    public async Task Websocket_that_is_wrong_is_not_accepted(string query)
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{host.Url.Authority}/socket.io/?{query}"), TestContext.Current.CancellationToken));
        Assert.Equal(0, host.Server.Sessions);
    }

    [Fact]
    public async Task Handshake_is_what_the_namespace_sees_of_the_request()
    {
        await using var host = await SocketIoHost.StartAsync(new() { SessionIdPrefix = "p7-", Capture = context => context.Request.Path.Value });
        using var socket = await host.DialAsync("EIO=4&transport=websocket&token=abc", "http://" + host.Url.Authority);
        Assert.StartsWith("0{\"sid\":\"p7-", await socket.NextAsync(), StringComparison.Ordinal);
        await socket.SendAsync("40");
        await socket.NextAsync();
        var request = host.Echo.LastRequest!;
        Assert.Equal(("abc", null, "http://" + host.Url.Authority, "127.0.0.1", "/socket.io/"), (request.Query("token"), request.Query("EIO"), request.Header("origin"), request.Address, request.Captured));
    }

    private static void AssertOpen(string packet, params string[] upgrades)
    {
        Assert.StartsWith("0", packet, StringComparison.Ordinal);
        var open = JsonElement.Parse(packet[1..]);
        Assert.Equal(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"], open.EnumerateObject().Select(property => property.Name));
        Assert.Equal(20, open.GetProperty("sid").GetString()!.Length);
        Assert.Equal(upgrades, open.GetProperty("upgrades").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal((300, 200, 1_000_000), (open.GetProperty("pingInterval").GetInt32(), open.GetProperty("pingTimeout").GetInt32(), open.GetProperty("maxPayload").GetInt32()));
    }
}

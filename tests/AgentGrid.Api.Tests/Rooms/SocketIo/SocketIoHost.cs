using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AgentGrid.Api.Rooms.SocketIo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>A tiny Kestrel with nothing but the socket.io server and echo namespaces <c>/</c>, <c>/custom</c> and <c>/agents</c>.</summary>
internal sealed class SocketIoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SocketIoHost(WebApplication app, SocketIoServer server)
    {
        (_app, Server) = (app, server);
        Url = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>The protocol documents' settings: a heartbeat every 300 ms, to be answered in 200 ms.</summary>
    public static SocketIoOptions Documented { get; } = new()
    {
        PingInterval = TimeSpan.FromMilliseconds(300),
        PingTimeout = TimeSpan.FromMilliseconds(200),
        ConnectTimeout = TimeSpan.FromMilliseconds(400),
        MaxPayload = 1_000_000,
    };

    public SocketIoServer Server { get; }

    public EchoNamespace Echo { get; } = new();

    public Uri Url { get; }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="options">Default: the server's, with calm heartbeats.</param>
    public static async Task<SocketIoHost> StartAsync(SocketIoOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new SocketIoServer(options ?? new SocketIoOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SocketIoServer>.Instance);
        app.MapSocketIo(server);
        await app.StartAsync(Cancellation);
        var host = new SocketIoHost(app, server);
        foreach (var name in new[] { "/", "/custom", "/agents" }) server.Register(name, host.Echo);
        return host;
    }

    /// <summary>Status and body of a request below <c>/socket.io/?EIO=4&amp;transport=polling</c>.</summary>
    public async Task<(int Status, string Body)> PollAsync(string sid, string? post = null, string? contentType = null)
    {
        using var request = new HttpRequestMessage(post is null ? HttpMethod.Get : HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={sid}");
        if (post is not null) request.Content = new StringContent(post, Encoding.UTF8, contentType ?? "text/plain");
        return await AskAsync(request);
    }

    public async Task<(int Status, string Body)> AskAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>The id of a new polling session.</summary>
    public async Task<string> OpenAsync()
    {
        var open = await Http.GetStringAsync("/socket.io/?EIO=4&transport=polling", Cancellation);
        return JsonElement.Parse(open[1..]).GetProperty("sid").GetString()!;
    }

    /// <summary>A WebSocket, its open packet not yet read.</summary>
    public async Task<WireSocket> DialAsync(string query = "EIO=4&transport=websocket", string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new Uri($"ws://{Url.Authority}/socket.io/?{query}"), Cancellation);
        return new WireSocket(socket);
    }

    /// <summary>A WebSocket that is in the main namespace, everything before that read.</summary>
    public async Task<WireSocket> JoinAsync()
    {
        var socket = await DialAsync();
        await socket.NextAsync();
        await socket.SendAsync("40");
        Assert.StartsWith("40{\"sid\":", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("42[\"auth\",{}]", await socket.NextAsync());
        return socket;
    }

    /// <summary>Waits until something holds, up to ten seconds.</summary>
    public static async Task EventuallyAsync(Func<bool> holds, string what)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (holds()) return;
            await Task.Delay(10, Cancellation);
        }

        Assert.Fail("never: " + what);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Echo.Gate.TrySetResult();
        Echo.Greeting?.TrySetResult();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Server.Dispose();
    }
}

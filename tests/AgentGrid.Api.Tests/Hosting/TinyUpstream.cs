using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>A small OpenAI-compatible server on a real socket: lists no models, answers every chat with a word.</summary>
public sealed class TinyUpstream : IAsyncDisposable
{
    private const string ChatAnswer =
        """
        {"id":"c1","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
        """;

    private readonly WebApplication _app;

    private TinyUpstream(WebApplication app) => _app = app;

    /// <summary>Base URL for an agent's endpoint.</summary>
    public string Endpoint => _app.Urls.First() + "/v1";

    /// <summary>Status that the list of models, which is what health checks ask for, is answered with.</summary>
    public int HealthStatus { get; set; } = 200;

    /// <summary><c>Authorization</c> of every chat, in order.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>While set, chats wait for it before they are answered.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Completes when a chat has arrived.</summary>
    public TaskCompletionSource ChatArrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<TinyUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var upstream = new TinyUpstream(app);
        app.MapGet("/v1/models", (HttpContext context) => upstream.AnswerAsync(context, upstream.HealthStatus, """{"object":"list","data":[]}"""));
        app.MapPost("/v1/chat/completions", upstream.ChatAsync);
        await app.StartAsync();
        return upstream;
    }

    /// <summary>The registration of an agent that is answered from here.</summary>
    public string Agent(string name, string more = "") => $$"""{"name":"{{name}}","kind":"openai","endpoint":"{{Endpoint}}"{{more}}}""";

    public async ValueTask DisposeAsync()
    {
        Gate?.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task ChatAsync(HttpContext context)
    {
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        ChatArrived.TrySetResult();
        if (Gate is { } gate) await gate.Task.WaitAsync(context.RequestAborted);
        await AnswerAsync(context, 200, ChatAnswer);
    }

    private async Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }
}

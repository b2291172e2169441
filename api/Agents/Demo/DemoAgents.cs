using System.Buffers;
using System.Text.Json;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Agents.Demo;

/// <summary>
/// Three agents for trying the grid out: a small web server of their own on loopback that speaks OpenAI's dialect over real HTTP, and needs neither a model nor
/// a network. What they say is made of what they were asked; the token counts are words.
/// </summary>
internal sealed class DemoAgents : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoAgents(WebApplication app) => _app = app;

    /// <summary>Names and weights.</summary>
    internal static IReadOnlyList<(string Name, string DisplayName, int Weight)> All { get; } =
        [("demo-ada", "Ada (demo)", 5), ("demo-ben", "Ben (demo)", 3), ("demo-cleo", "Cleo (demo)", 2)];

    /// <summary>Base URL of an agent's API.</summary>
    internal string EndpointOf(string name) => $"{_app.Urls.First()}/{name}/v1";

    internal static async Task<DemoAgents> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/{name}/v1/models", (string name) => Results.Json(new { @object = "list", data = new[] { new { id = name, @object = "model" } } }));
        app.MapPost("/{name}/v1/chat/completions", AnswerAsync);
        await app.StartAsync();
        return new DemoAgents(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, string name)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var asked = LastText(body.RootElement);
        var answer = $"{name} heard: {asked}";
        var stream = body.RootElement.TryGetProperty("stream", out var flag) && flag.ValueKind == JsonValueKind.True;
        var usage = new { prompt_tokens = Words(asked), completion_tokens = Words(answer), total_tokens = Words(asked) + Words(answer) };
        if (!stream)
        {
            await context.Response.WriteAsJsonAsync(new
            {
                id = "chatcmpl-demo",
                @object = "chat.completion",
                created = 0,
                model = name,
                choices = new[] { new { index = 0, message = new { role = "assistant", content = answer }, finish_reason = "stop" } },
                usage,
            });
            return;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (var word in answer.Split(' '))
            await SendAsync(context, new { id = "chatcmpl-demo", @object = "chat.completion.chunk", created = 0, model = name, choices = new[] { new { index = 0, delta = new { content = word + " " }, finish_reason = (string?)null } } });
        await SendAsync(context, new { id = "chatcmpl-demo", @object = "chat.completion.chunk", created = 0, model = name, choices = new[] { new { index = 0, delta = new { }, finish_reason = "stop" } } });
        await SendAsync(context, new { id = "chatcmpl-demo", @object = "chat.completion.chunk", created = 0, model = name, choices = Array.Empty<object>(), usage });
        context.Response.BodyWriter.Write(OpenAiErrors.DoneEvent);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task SendAsync<T>(HttpContext context, T chunk)
    {
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static string LastText(JsonElement request)
    {
        if (!request.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0) return "";
        var last = messages[messages.GetArrayLength() - 1];
        return last.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString()! : "";
    }

    private static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}

using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary><c>POST /api/v1/openclaw/dispatch</c>: one request to one agent of a pool, in the grid's own shape.</summary>
internal static class DispatchEndpoints
{
    private const double HottestTemperature = 2;

    public static void MapDispatch(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/openclaw/dispatch", SendAsync).Example("""{ "pool": "default", "prompt": "Hello" }""").WithTags("Dispatch").RequireAuthorization(GridScopes.Gateway)
            .CountsFor("dispatch").HonoursIdempotencyKey().LeavesNoEntry().Answers<DispatchResponse>("text/event-stream")
            .WithSummary("Sends a request to the next agent of a pool. With stream: events start, delta, done or error.").Refuses(400, 404, 413, 422, 502, 504);

    private static async Task SendAsync(HttpContext context, Dispatcher dispatcher, [FromBody] DispatchRequest body)
    {
        Validate(body);
        using var buffer = new PooledBody();
        OpenAiRequestWriter.Write(buffer, new OpenAiChatRequest
        {
            Model = body.Model ?? "pool/" + (body.Pool ?? PoolName.Default.Value),
            Messages = body.Messages is { } messages ? System.Text.Encoding.UTF8.GetBytes(messages.GetRawText()) : default,
            Prompt = body.Prompt,
            MaxTokens = body.MaxTokens,
            Temperature = body.Temperature,
            Metadata = body.Metadata is { } metadata ? System.Text.Encoding.UTF8.GetBytes(metadata.GetRawText()) : default,
            Stream = body.Stream ?? false,
        });
        if (!OpenAiRequest.TryParse(buffer.Written, OpenAiOperation.Chat, out var request, out var error))
            throw GridException.Invalid(error.Param ?? "messages", error.Message);

        await dispatcher.RunAsync(context, new DispatchPlan
        {
            Caller = context.Caller(),
            Operation = OpenAiOperation.Chat,
            Request = request,
            BodyLength = buffer.Written.Length,
            Pool = new PoolName(body.Pool ?? PoolName.Default.Value),
        }, NativeSink.Instance);
    }

    private static void Validate(DispatchRequest body)
    {
        var errors = new Dictionary<string, string[]>();
        if (body.Pool is not null && !AgentName.IsValid(body.Pool)) errors["pool"] = ["Must be the name of a pool: a-z, 0-9 or '-'."];
        if (body.Messages is null == body.Prompt is null) errors["messages"] = ["Send either messages or a prompt."];
        if (body.Prompt is { Length: 0 }) errors["prompt"] = ["Must not be empty."];
        if (body.MaxTokens < 1) errors["maxTokens"] = ["Must be at least 1."];
        if (body.Temperature is < 0 or > HottestTemperature) errors["temperature"] = [$"Must be 0 to {HottestTemperature}."];
        if (body.Model is { Length: 0 or > AgentRules.MaxModelLength }) errors["model"] = [$"Must be 1 to {AgentRules.MaxModelLength} characters."];
        if (body.Metadata is { ValueKind: not System.Text.Json.JsonValueKind.Object }) errors["metadata"] = ["Must be an object."];
        if (errors.Count > 0) throw GridException.Invalid(errors);
    }
}

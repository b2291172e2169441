using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary><c>/v1</c>: the OpenAI dialect, accepted unchanged by OpenAI's own clients.</summary>
internal static class OpenAiEndpoints
{
    public static void MapOpenAi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("OpenAI").RequireAuthorization(GridScopes.Gateway).LeavesNoEntry().WithBodyLimit(RouteExtensions.ModelBodyLimit);
        group.MapPost("/chat/completions", (Delegate)ChatAsync).Example("""{ "model": "pool/default", "messages": [{ "role": "user", "content": "Hello" }] }""")
            .CountsFor("dispatch").HonoursIdempotencyKey().Accepts<OpenAiChatBody>("application/json").Answers<OpenAiChatAnswer>("text/event-stream")
            .WithSummary("Chat completion, whole or streamed. model: pool/<name>, agent/<name>, or any name for the pool default.").Refuses(400, 404, 413, 502, 504);
        group.MapPost("/embeddings", (Delegate)EmbeddingsAsync).Example("""{ "model": "pool/default", "input": "Hello" }""")
            .CountsFor("dispatch").HonoursIdempotencyKey().Accepts<OpenAiEmbeddingsBody>("application/json").Answers<OpenAiEmbeddingsAnswer>()
            .WithSummary("Embeddings. model as for chat completions.").Refuses(400, 404, 413, 502, 504);
        group.MapGet("/models", ModelList.ListAsync).WithSummary("Lists the pools and agents that the caller may name as model.");
        group.MapGet("/models/{**id}", ModelList.GetAsync).WithSummary("One of them.").Refuses(404);
    }

    private static Task ChatAsync(HttpContext context) => SendAsync(context, OpenAiOperation.Chat);

    private static Task EmbeddingsAsync(HttpContext context) => SendAsync(context, OpenAiOperation.Embeddings);

    private static async Task SendAsync(HttpContext context, OpenAiOperation operation)
    {
        var services = context.RequestServices;
        using var body = await PooledBody.ReadAsync(context.Request.Body, context.Request.ContentLength, RouteExtensions.ModelBodyLimit, context.RequestAborted);
        if (!OpenAiRequest.TryParse(body.Written, operation, out var request, out var error))
        {
            await RefuseAsync(context, error);
            return;
        }

        var route = await services.GetRequiredService<ModelRouter>().FindAsync(request.Model, context.RequestAborted);
        if (route is not { } found)
        {
            await RefuseAsync(context, UnknownModel(request.Model));
            return;
        }

        try
        {
            await services.GetRequiredService<Dispatcher>().RunAsync(context, new DispatchPlan
            {
                Caller = context.Caller(),
                Operation = operation,
                Request = request,
                BodyLength = body.Written.Length,
                Pool = found.Pool,
                Agent = found.Agent,
            }, OpenAiSink.Instance);
        }
        // Whether a pool exists, only the pool knows; to the client it is a model like any other.
        catch (GridException unknown) when (unknown.Code == GridErrorCode.NotFound)
        {
            await RefuseAsync(context, UnknownModel(request.Model));
        }
    }

    internal static OpenAiError UnknownModel(string model) =>
        new(404, $"The model '{model}' does not exist; GET /v1/models lists what there is.", "invalid_request_error", "model", "model_not_found");

    internal static async Task RefuseAsync(HttpContext context, OpenAiError error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        OpenAiErrors.Write(context.Response.BodyWriter, error);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}

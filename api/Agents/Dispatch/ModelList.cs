using AgentGrid.Domain.Agents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>What may be named as model: every pool with agents, and every agent with an endpoint.</summary>
internal static class ModelList
{
    private const string Owner = "agentgrid";
    private const int PageSize = 200;

    // OpenAI's list has no pages; beyond this it would serve nobody.
    private const int Most = 10_000;

    internal static async Task<Ok<ModelListResponse>> ListAsync(HttpContext context, IAgentStore store) =>
        TypedResults.Ok(new ModelListResponse("list", await AllAsync(store, context.RequestAborted)));

    internal static async Task<Results<Ok<ModelResponse>, EmptyHttpResult>> GetAsync(HttpContext context, IAgentStore store, string id)
    {
        // OpenAI's clients encode the slash of a name, and routing leaves it so.
        var name = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var all = await AllAsync(store, context.RequestAborted);
        if (all.FirstOrDefault(model => model.Id == name) is { } found) return TypedResults.Ok(found);
        await OpenAiEndpoints.RefuseAsync(context, OpenAiEndpoints.UnknownModel(name));
        return TypedResults.Empty;
    }

    private static async Task<IReadOnlyList<ModelResponse>> AllAsync(IAgentStore store, CancellationToken cancellationToken)
    {
        var agents = new List<AgentRecord>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(PageSize, cursor, new AgentFilter(), cancellationToken);
            agents.AddRange(page.Items.Where(agent => agent.Endpoint is not null));
            cursor = page.NextCursor;
        }
        while (cursor is not null && agents.Count < Most);

        var pools = agents.GroupBy(agent => agent.Pool, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ModelResponse("pool/" + group.Key, "model", group.Min(agent => agent.CreatedAt).ToUnixTimeSeconds(), Owner));
        return [.. pools, .. agents.Select(agent => new ModelResponse("agent/" + agent.Name, "model", agent.CreatedAt.ToUnixTimeSeconds(), Owner))];
    }
}

using AgentGrid.Contracts;
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

    internal static async Task<Ok<ModelResponse>> GetAsync(HttpContext context, IAgentStore store, string id)
    {
        var all = await AllAsync(store, context.RequestAborted);
        return TypedResults.Ok(all.FirstOrDefault(model => model.Id == id) ?? throw GridException.NotFound($"model '{id}'"));
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

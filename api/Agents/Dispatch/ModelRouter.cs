using System.Collections.Concurrent;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>Reads model names: <c>pool/&lt;name&gt;</c>, <c>agent/&lt;name&gt;</c>, or a bare name, which goes to the pool <c>default</c>.</summary>
internal sealed class ModelRouter(IAgentStore store, TimeProvider time)
{
    private const int MostNames = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (ModelRoute? Route, long At)> _agents = new(StringComparer.Ordinal);

    /// <summary>The route, or null when there is no such agent or prefix. Whether a pool exists, the pool knows.</summary>
    public ValueTask<ModelRoute?> FindAsync(string model, CancellationToken cancellationToken)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return ValueTask.FromResult<ModelRoute?>(new ModelRoute(PoolName.Default, null));
        var name = model[(slash + 1)..];
        if (!AgentName.IsValid(name)) return ValueTask.FromResult<ModelRoute?>(null);
        return model.AsSpan(0, slash) switch
        {
            "pool" => ValueTask.FromResult<ModelRoute?>(new ModelRoute(new PoolName(name), null)),
            "agent" => FindAgentAsync(name, cancellationToken),
            _ => ValueTask.FromResult<ModelRoute?>(null),
        };
    }

    // One look a second for each name: a renamed or moved agent is found at once by people's standards, without a query per request.
    private async ValueTask<ModelRoute?> FindAgentAsync(string name, CancellationToken cancellationToken)
    {
        if (_agents.TryGetValue(name, out var known) && time.GetElapsedTime(known.At) < Remembered) return known.Route;
        var record = await store.FindByNameAsync(name, cancellationToken);
        ModelRoute? route = record?.Endpoint is null ? null : new ModelRoute(new PoolName(record.Pool), new AgentId(record.Id));
        if (_agents.Count >= MostNames) _agents.Clear();
        _agents[name] = (route, time.GetTimestamp());
        return route;
    }
}

using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Api.Agents;

/// <summary>Reads agents: the rows from the database, what they do now from their pools (one call per pool of a page).</summary>
public sealed class AgentDirectory(IAgentStore store, IGrainFactory grains)
{
    /// <summary>A page of agents in the order of their registration.</summary>
    public async Task<ListResponse<AgentResponse>> ListAsync(Caller caller, AgentQuery query, CancellationToken cancellationToken)
    {
        var filter = query.ToFilter();
        var page = await Paging.ReadAsync(() => store.ListAsync(query.Limit, query.Cursor, filter, cancellationToken));
        var members = await MembersAsync(caller, page.Items.Select(agent => agent.Pool));
        return new ListResponse<AgentResponse>([.. page.Items.Select(agent => Describe(agent, members.GetValueOrDefault(new AgentId(agent.Id))))], page.NextCursor);
    }

    /// <summary>One agent.</summary>
    /// <exception cref="GridException">NotFound.</exception>
    public async Task<AgentResponse> GetAsync(Caller caller, AgentId id, CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(id.Value, cancellationToken) ?? throw GridException.NotFound("agent");
        var members = await MembersAsync(caller, [record.Pool]);
        return Describe(record, members.GetValueOrDefault(id));
    }

    /// <summary>The changes of an agent's health, newest first.</summary>
    /// <exception cref="GridException">NotFound.</exception>
    public async Task<ListResponse<AgentHealthEventResponse>> HistoryAsync(AgentId id, int limit, string? cursor, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(id.Value, cancellationToken) is null) throw GridException.NotFound("agent");
        var page = await Paging.ReadAsync(() => store.HealthHistoryAsync(id.Value, limit, cursor, cancellationToken));
        return new ListResponse<AgentHealthEventResponse>([.. page.Items.Select(e => new AgentHealthEventResponse(e.At, e.Status, e.Detail))], page.NextCursor);
    }

    private async Task<Dictionary<AgentId, PoolMemberSnapshot>> MembersAsync(Caller caller, IEnumerable<string> pools)
    {
        var snapshots = await Task.WhenAll(pools.Distinct(StringComparer.Ordinal).Select(pool => new PoolName(pool).Grain(grains).GetAsync(caller).AsTask()));
        return snapshots.SelectMany(snapshot => snapshot.Members).ToDictionary(member => member.Id);
    }

    private static AgentResponse Describe(AgentRecord record, PoolMemberSnapshot? member)
    {
        var metrics = member?.Metrics;
        return new AgentResponse
        {
            Id = record.Id.ToString("D"),
            Name = record.Name,
            DisplayName = record.DisplayName,
            Role = record.Role,
            Kind = record.Kind,
            Endpoint = record.Endpoint,
            Model = record.Model,
            ApiKeyLast4 = record.ApiKeyLast4,
            Pool = record.Pool,
            Weight = record.Weight,
            MaxConcurrency = record.MaxConcurrency,
            TimeoutSeconds = record.TimeoutSeconds,
            MaxFails = record.MaxFails,
            FailTimeoutSeconds = record.FailTimeoutSeconds,
            HealthPath = record.HealthPath,
            Status = record.Weight == 0 && record.Endpoint is not null ? "draining" : member is null ? record.Status : AgentTexts.Of(member.Health),
            LastCheckedAt = member?.LastCheckedAt,
            Version = record.Version,
            CreatedAt = record.CreatedAt,
            UpdatedAt = record.UpdatedAt,
            Metrics = new AgentMetricsResponse
            {
                Requests = metrics?.Requests ?? 0,
                SuccessRate = metrics?.SuccessRate,
                InFlight = member?.InFlight ?? 0,
                LatencyMs = new LatencyResponse(metrics?.P50Ms, metrics?.P95Ms, metrics?.P99Ms),
                InputTokens = metrics?.InputTokens ?? 0,
                OutputTokens = metrics?.OutputTokens ?? 0,
                WindowSeconds = metrics?.WindowSeconds ?? RollingStats.WindowSeconds,
            },
        };
    }
}

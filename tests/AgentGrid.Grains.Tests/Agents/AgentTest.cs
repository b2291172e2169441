using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

/// <summary>Base of the agent tests: an endpoint to probe and an agent's id.</summary>
public abstract class AgentTest(TestPostgres postgres) : GrainTest(postgres)
{
    private protected ScriptedAgent Endpoint { get; } = new();

    private protected AgentId Id { get; } = new(Guid.CreateVersion7());

    private protected IAgentGrain Agent => Id.Grain(Grains);

    /// <summary>The agent's key as the call watch sees it.</summary>
    private protected string Key => Id.Value.ToString("N");

    private protected IAgentPoolGrain Pool => PoolName.Default.Grain(Grains);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Endpoint.DisposeAsync();
    }

    private protected AgentDefinition Definition(string name = "agent-one", string pool = "default", int weight = 1, string kind = "openai", string? endpoint = "") => new()
    {
        Name = name,
        DisplayName = name,
        Role = "agent",
        Kind = kind,
        Endpoint = endpoint is "" ? Endpoint.Endpoint : endpoint,
        Pool = pool,
        Weight = weight,
        TimeoutSeconds = 60,
        MaxFails = 3,
        FailTimeoutSeconds = 10,
    };

    private protected AgentDefinition Identity(string name = "agent-one", string pool = "default") => Definition(name, pool, kind: "none", endpoint: null);

    private protected Task<AgentSnapshot> RegisterAsync(AgentDefinition definition, string operation = "operation-1") =>
        Agent.RegisterAsync(Admin, operation, definition, Cancel);

    /// <summary>Registers an agent with the endpoint and waits until its first check is through.</summary>
    private protected async Task<AgentSnapshot> RegisterCheckedAsync(string pool = "default")
    {
        var snapshot = await RegisterAsync(Definition(pool: pool));
        await Soon(Host.Calls.EndedAsync(nameof(IAgentPoolGrain.ReportHealthAsync), pool, 1));
        return snapshot;
    }

    /// <summary>Moves time until the timer's next check has reached the pool.</summary>
    private protected async Task NextCheckAsync(string pool = "default")
    {
        var next = Host.Calls.EndedAsync(nameof(IAgentPoolGrain.ReportHealthAsync), pool, Host.Calls.Count(nameof(IAgentPoolGrain.ReportHealthAsync), pool) + 1);
        await Until(() =>
        {
            if (!next.IsCompleted) Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(next.IsCompleted);
        });
    }

    private protected Task<AgentRecord?> RowAsync() => Host.Agents.GetAsync(Id.Value, Cancel);

    private protected async Task<IReadOnlyList<string>> HistoryAsync() => [.. (await Host.Agents.HealthHistoryAsync(Id.Value, 100, null, Cancel)).Items.Select(change => change.Status)];

    /// <summary>Changes the row as another activation would.</summary>
    private protected async Task WriteBehindAsync(string displayName)
    {
        var row = (await RowAsync())!;
        Assert.Equal(AgentUpdateOutcome.Updated, await Host.Agents.UpdateAsync(row with { DisplayName = displayName }, row.Version, AnEvent(), Cancel));
    }
}

namespace AgentGrid.Contracts.Agents;

/// <summary>Name of a pool: a slug like an agent's name. <c>default</c> exists always.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.pool-name")]
public readonly record struct PoolName
{
    public PoolName(string value) => Value = value;

    /// <summary>The pool that is used when none is named.</summary>
    public static PoolName Default { get; } = new("default");

    /// <summary>The slug.</summary>
    [Id(0)]
    public string Value { get; init; }

    /// <summary>The grain of this pool.</summary>
    public IAgentPoolGrain Grain(IGrainFactory grains) => grains.GetGrain<IAgentPoolGrain>(Value);

    public override string ToString() => Value;
}

using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Contracts.Agents;

/// <summary>Identity of an agent: a UUIDv7, written in lower case with hyphens.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.id")]
public readonly record struct AgentId
{
    public AgentId(Guid value) => Value = value;

    /// <summary>The UUID.</summary>
    [Id(0)]
    public Guid Value { get; init; }

    /// <summary>Reads the written form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AgentId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new AgentId(value);
        return ok;
    }

    /// <summary>The grain of this agent.</summary>
    public IAgentGrain Grain(IGrainFactory grains) => grains.GetGrain<IAgentGrain>(Value);

    public override string ToString() => Value.ToString("D");
}

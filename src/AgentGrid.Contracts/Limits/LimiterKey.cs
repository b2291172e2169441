namespace AgentGrid.Contracts.Limits;

/// <summary>What is counted: a policy for one user, token or address.</summary>
[GenerateSerializer, Immutable, Alias("grid.limits.key")]
public readonly record struct LimiterKey
{
    public LimiterKey(string policy, string scope, string subject)
    {
        Policy = policy;
        Scope = scope;
        Subject = subject;
    }

    /// <summary>Name of the policy, e.g. <c>dispatch</c>.</summary>
    [Id(0)]
    public string Policy { get; init; }

    /// <summary><c>subject</c>, <c>token</c> or <c>address</c>.</summary>
    [Id(1)]
    public string Scope { get; init; }

    /// <summary>Whose.</summary>
    [Id(2)]
    public string Subject { get; init; }

    /// <summary>Reads the grain key.</summary>
    public static LimiterKey Parse(string key)
    {
        var parts = key.Split('/', 3);
        return parts.Length == 3 ? new(parts[0], parts[1], parts[2]) : throw new FormatException($"'{key}' is not policy/scope/subject.");
    }

    /// <summary>The grain that counts for this key.</summary>
    public ILimiterGrain Grain(IGrainFactory grains) => grains.GetGrain<ILimiterGrain>(ToString());

    public override string ToString() => $"{Policy}/{Scope}/{Subject}";
}

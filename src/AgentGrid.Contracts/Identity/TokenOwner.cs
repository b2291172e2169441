using AgentGrid.Contracts.Agents;

namespace AgentGrid.Contracts.Identity;

/// <summary>Whose API tokens: an agent's or a user's. Written <c>agent/&lt;uuid&gt;</c> or <c>user/&lt;uuid&gt;</c>.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.token-owner")]
public readonly record struct TokenOwner
{
    private const string AgentPrefix = "agent/";
    private const string UserPrefix = "user/";

    /// <summary>An agent's.</summary>
    public TokenOwner(AgentId agent) => (Kind, Id) = (CallerKind.Agent, agent.Value);

    /// <summary>A user's.</summary>
    public TokenOwner(UserId user) => (Kind, Id) = (CallerKind.User, user.Value);

    /// <summary><see cref="CallerKind.Agent"/> or <see cref="CallerKind.User"/>.</summary>
    [Id(0)]
    public CallerKind Kind { get; init; }

    /// <summary>Id of the agent or user.</summary>
    [Id(1)]
    public Guid Id { get; init; }

    /// <summary>Reads the grain key.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TokenOwner Parse(string key) =>
        key.StartsWith(AgentPrefix, StringComparison.Ordinal) && AgentId.TryParse(key[AgentPrefix.Length..], out var agent) ? new TokenOwner(agent)
        : key.StartsWith(UserPrefix, StringComparison.Ordinal) && UserId.TryParse(key[UserPrefix.Length..], out var user) ? new TokenOwner(user)
        : throw new FormatException($"'{key}' is not agent/<uuid> or user/<uuid>.");

    /// <summary>The grain of this owner's tokens.</summary>
    public IApiTokensGrain Grain(IGrainFactory grains) => grains.GetGrain<IApiTokensGrain>(ToString());

    public override string ToString() => (Kind == CallerKind.Agent ? AgentPrefix : UserPrefix) + Id.ToString("D");
}

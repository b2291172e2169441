namespace AgentGrid.Contracts.Identity;

/// <summary>Id of an OAuth client, as its administrator chose it.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.oauth-client-id")]
public readonly record struct OAuthClientId
{
    public OAuthClientId(string value) => Value = value;

    /// <summary>The <c>client_id</c>.</summary>
    [Id(0)]
    public string Value { get; init; }

    /// <summary>The grain of this client.</summary>
    public IOAuthClientGrain Grain(IGrainFactory grains) => grains.GetGrain<IOAuthClientGrain>(Value);

    public override string ToString() => Value;
}

namespace AgentGrid.Contracts.Identity;

/// <summary>What a session opens.</summary>
[GenerateSerializer, Alias("grid.identity.session-purpose")]
public enum SessionPurpose
{
    /// <summary>The API and the console.</summary>
    Api = 0,

    /// <summary>Only the authorization server's own pages.</summary>
    Connect = 1,
}

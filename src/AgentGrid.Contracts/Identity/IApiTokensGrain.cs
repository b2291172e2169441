namespace AgentGrid.Contracts.Identity;

/// <summary>
/// The API tokens of one agent or user: checks once more who asks, and writes. Key: see <see cref="TokenOwner"/>. Tokens are generated and hashed outside (a hash takes tens of
/// milliseconds of processor); the grain sees hashes only.
/// </summary>
[Alias("grid.identity.IApiTokensGrain")]
public interface IApiTokensGrain : IGrainWithStringKey
{
    /// <summary>Stores a new token. An agent's: administrators. A user's: that user, signed in in person, and at most with the scopes of the credential.</summary>
    /// <returns>The token; null when its prefix is taken: generate another.</returns>
    /// <exception cref="GridException">Forbidden, NotFound (no such owner), Invalid, Conflict (too many, or the operation was done before: its secret cannot be shown again).</exception>
    [Alias("Create")]
    Task<ApiTokenSnapshot?> CreateAsync(Caller caller, string operationId, NewApiToken token, CancellationToken cancellationToken);

    /// <summary>Ends a token and everything that was issued for it. An agent's: administrators. A user's: that user.</summary>
    /// <exception cref="GridException">Forbidden, NotFound (no such token of this owner, or revoked already).</exception>
    [Alias("Revoke")]
    Task RevokeAsync(Caller caller, string prefix, CancellationToken cancellationToken);
}

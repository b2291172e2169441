using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>
/// One OAuth client: the single writer of its row. Key: the client id. Secrets are made outside, the grain sees hashes only. What users authorized the client to needs no
/// grain: codes and refresh tokens are used by compare-and-set in the database.
/// </summary>
[Alias("grid.identity.IOAuthClientGrain")]
public interface IOAuthClientGrain : IGrainWithStringKey
{
    /// <summary>Registers the client. Administrators only. Repeated with the same operation id it gives the same client, with the secret of the repetition.</summary>
    /// <param name="secretHash">SHA-256 of the secret; null exactly for a public client.</param>
    /// <exception cref="GridException">Forbidden, Invalid, Conflict (the id is or was in use).</exception>
    [Alias("Register")]
    Task<OAuthClientSnapshot> RegisterAsync(Caller caller, string operationId, OAuthClientDefinition definition, ImmutableArray<byte>? secretHash, CancellationToken cancellationToken);

    /// <summary>Replaces the definition but for id and type. Administrators only.</summary>
    /// <param name="expectedVersion">Refused as a conflict when the stored version is another; null for any.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid, Conflict.</exception>
    [Alias("Update")]
    Task<OAuthClientSnapshot> UpdateAsync(Caller caller, int? expectedVersion, OAuthClientDefinition definition, CancellationToken cancellationToken);

    /// <summary>Replaces the secret; the old one ends at once. Administrators only.</summary>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid (a public client has none), Conflict.</exception>
    [Alias("ChangeSecret")]
    Task<OAuthClientSnapshot> ChangeSecretAsync(Caller caller, ImmutableArray<byte> secretHash, CancellationToken cancellationToken);

    /// <summary>Deletes the client with all that users authorized it to. Its id is never given again. Administrators only.</summary>
    /// <exception cref="GridException">Forbidden, NotFound, Conflict.</exception>
    [Alias("Delete")]
    Task DeleteAsync(Caller caller, CancellationToken cancellationToken);
}

using AgentGrid.Domain.Identity.Credentials;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>The API tokens behind the access tokens that they were exchanged for.</summary>
public sealed class ApiTokenCredentials(IApiTokenStore store) : ICredentialSource
{
    /// <inheritdoc/>
    public string Kind => "token";

    /// <inheritdoc/>
    public async Task<LiveCredential?> FindAsync(string id, CancellationToken cancellationToken) => (await store.UseAsync(id, cancellationToken))?.ToLive();
}

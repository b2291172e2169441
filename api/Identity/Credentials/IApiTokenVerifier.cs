using AgentGrid.Domain.Identity.ApiTokens;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>Verifies API tokens; costly, so what it says is remembered by its caller.</summary>
public interface IApiTokenVerifier
{
    /// <summary>What stands behind the token; null when it is not good. Costs the same for unknown ones.</summary>
    /// <exception cref="Contracts.GridException">Unavailable: too many wait to be verified, or the database is away.</exception>
    Task<VerifiedApiToken?> VerifyAsync(ApiToken token, CancellationToken cancellationToken);
}

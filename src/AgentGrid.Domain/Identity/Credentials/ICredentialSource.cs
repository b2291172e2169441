namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>Knows one kind of what stands behind credentials: sessions, API tokens, grants or clients.</summary>
public interface ICredentialSource
{
    /// <summary>Its prefix in <see cref="CredentialTags"/>, e.g. <c>session</c>.</summary>
    string Kind { get; }

    /// <summary>Looks it up in the database, in one round trip; null when it is unknown, ended or expired, or its owner is gone or disabled. Counts as a use.</summary>
    /// <param name="id">What follows the colon of the tag.</param>
    /// <exception cref="Settings.DatabaseUnavailableException">It cannot be known: refuse.</exception>
    Task<LiveCredential?> FindAsync(string id, CancellationToken cancellationToken);
}

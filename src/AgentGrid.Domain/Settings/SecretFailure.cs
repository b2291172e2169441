namespace AgentGrid.Domain.Settings;

/// <summary>Why a stored secret cannot be read.</summary>
public enum SecretFailure
{
    /// <summary>Not of the form <c>enc:</c> key id <c>:</c> base64.</summary>
    Malformed,

    /// <summary>Encrypted under a key that this process does not have.</summary>
    UnknownKey,

    /// <summary>Changed since it was written, or moved here from another row: authentication failed.</summary>
    NotAuthentic,
}

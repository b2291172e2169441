namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Whether a client can keep a secret (RFC 6749 section 2.1).</summary>
public enum ClientType
{
    /// <summary>No: browser and native applications. Never has a secret.</summary>
    Public,

    /// <summary>Yes: it authenticates at the token endpoint.</summary>
    Confidential,
}

namespace AgentGrid.Providers.Upstream;

/// <summary>Why an upstream gave no usable answer.</summary>
public enum UpstreamFailureKind
{
    /// <summary>Nothing more is known.</summary>
    Unknown,

    /// <summary>The address is refused by <see cref="AddressRules"/>; nothing was sent.</summary>
    AddressRefused,

    /// <summary>The name has no address; nothing was sent.</summary>
    NameNotFound,

    /// <summary>No connection; nothing was sent.</summary>
    Connect,

    /// <summary>The TLS handshake failed; nothing was sent.</summary>
    Tls,

    /// <summary>The time ran out.</summary>
    Timeout,

    /// <summary>The connection ended before the answer did.</summary>
    Cut,

    /// <summary>What came is not HTTP, or more of it than allowed.</summary>
    Protocol,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}

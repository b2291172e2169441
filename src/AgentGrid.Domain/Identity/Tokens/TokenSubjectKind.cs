namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>What sort of subject an access token speaks for. On the wire: the lower-case name.</summary>
public enum TokenSubjectKind
{
    /// <summary>A person, directly or through a client they consented to.</summary>
    User,

    /// <summary>A registered agent.</summary>
    Agent,

    /// <summary>A user container.</summary>
    Container,

    /// <summary>An OAuth client on its own behalf (RFC 6749 section 4.4); the subject is the client id.</summary>
    Client,
}

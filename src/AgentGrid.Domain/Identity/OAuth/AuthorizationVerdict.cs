namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What becomes of an authorization request: go on, tell the client by redirect, or tell only the person (RFC 6749 section 4.1.2.1).</summary>
public sealed record AuthorizationVerdict
{
    /// <summary>The sound request; null when refused.</summary>
    public AuthorizationRequest? Request { get; init; }

    /// <summary>Why not; null when sound.</summary>
    public OAuthRefusal? Refusal { get; init; }

    /// <summary>Where to send the refusal. Null: show it on a page of our own, and never redirect, because nobody vouches for the address.</summary>
    public string? RedirectUri { get; init; }

    /// <summary>The request's <c>state</c>, to be sent with the refusal.</summary>
    public string? State { get; init; }
}

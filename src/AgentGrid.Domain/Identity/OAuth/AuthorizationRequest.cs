using System.Collections.Immutable;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>An authorization request that <see cref="AuthorizationRequestRules"/> found sound.</summary>
public sealed record AuthorizationRequest
{
    /// <summary>Who asks.</summary>
    public required ClientDefinition Client { get; init; }

    /// <summary>As requested, matched against the registered ones.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>What is asked for: a part of what the client may have, never empty.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>S256 challenge (RFC 7636).</summary>
    public required string CodeChallenge { get; init; }

    /// <summary>Returned unchanged.</summary>
    public string? State { get; init; }

    /// <summary>Goes into the ID token unchanged.</summary>
    public string? Nonce { get; init; }

    /// <summary>Values of <c>prompt</c>: <c>none</c> alone, or any of <c>login consent select_account</c> (OpenID Connect Core 3.1.2.1).</summary>
    public ImmutableArray<string> Prompts { get; init; } = [];

    /// <summary>How long ago the user may have signed in at most; null = any time.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>What to put into the sign-in form; untrusted.</summary>
    public string? LoginHint { get; init; }
}

using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// A stored line of refresh tokens, of which one is good (RFC 9700 section 4.14.2). Each use replaces it; the use of an older one, or by another client, ends the family,
/// because one of two holders is not the client and nobody can say which.
/// </summary>
/// <remarks>
/// <para>There is no grace period: a second answer within it could not repeat the first (only hashes are stored), and would hand a thief a live token. A client that lost
/// the answer signs in again; one that refreshes from two places at once must not.</para>
/// <para>Store <see cref="RefreshUse.Next"/> by compare-and-set on <see cref="Current"/> and <see cref="RevokedAt"/>, before anything is issued; who loses loads again
/// and decides anew, which then is a reuse.</para>
/// </remarks>
public sealed record RefreshFamily
{
    /// <summary>Hash of the family's handle: the key of the row.</summary>
    public required HandleHash Hash { get; init; }

    /// <summary>Names all that is issued in this family, access tokens included.</summary>
    public required Guid GrantId { get; init; }

    /// <summary>The only client that may use it.</summary>
    public required string ClientId { get; init; }

    /// <summary>The user.</summary>
    public required string Subject { get; init; }

    /// <summary>What was granted. A request for less does not shrink it (RFC 6749 section 6).</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>When its first token was issued.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its current token was issued.</summary>
    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>Hash of the only good secret.</summary>
    public required HandleHash Current { get; init; }

    /// <summary>When it ended by reuse, revocation or sign-out; null = it lives.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Uses a token of this family.</summary>
    /// <param name="presented">The token as sent; its family is this one.</param>
    /// <param name="clientId">The client, authenticated before.</param>
    /// <param name="requested">The scopes asked for; null = all that was granted.</param>
    /// <param name="successor">The token that is issued if all is well.</param>
    /// <param name="policy">How long families live.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="ArgumentException">A token of another family.</exception>
    public RefreshUse Use(RefreshToken presented, string clientId, ScopeSet? requested, RefreshToken successor, RefreshPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(presented);
        ArgumentNullException.ThrowIfNull(successor);
        ArgumentNullException.ThrowIfNull(policy);
        if (presented.FamilyHash != Hash || successor.FamilyHash != Hash)
            throw new ArgumentException("The token belongs to another family.");
        if (RevokedAt is not null)
            return new RefreshUse(RefreshOutcome.Refused, this);
        if (clientId != ClientId || presented.SecretHash != Current)
            return new RefreshUse(RefreshOutcome.Reused, Revoke(now));
        if (now >= ExpiresAt(policy))
            return new RefreshUse(RefreshOutcome.Refused, this);
        if (requested is { } scopes && (scopes.IsEmpty || !scopes.IsSubsetOf(Scopes)))
            return new RefreshUse(RefreshOutcome.ScopeTooWide, this);
        return new RefreshUse(RefreshOutcome.Rotated, this with { Current = successor.SecretHash, RotatedAt = now });
    }

    /// <summary>The family, ended. The first end stands.</summary>
    public RefreshFamily Revoke(DateTimeOffset now) => this with { RevokedAt = RevokedAt ?? now };

    /// <summary>When its current token stops being good by itself.</summary>
    public DateTimeOffset ExpiresAt(RefreshPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var idle = RotatedAt + policy.Idle;
        var absolute = StartedAt + policy.Absolute;
        return idle < absolute ? idle : absolute;
    }
}

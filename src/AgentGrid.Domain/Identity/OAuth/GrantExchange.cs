using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// Uses codes and refresh tokens: loads, decides by the rules, stores by compare-and-set, and only then says that something may be issued. Who loses a race loads again
/// and then sees a replay, so a second pass is the last. The client was authenticated before.
/// </summary>
public sealed class GrantExchange(IOAuthGrantStore store, TimeProvider time)
{
    /// <summary>Uses a code; a replay revokes its grant (RFC 6749 section 4.1.2).</summary>
    /// <param name="code">As presented.</param>
    /// <param name="client">The client.</param>
    /// <param name="redirectUri">As sent.</param>
    /// <param name="verifier">As sent.</param>
    /// <param name="first">The refresh token that is issued if the grant has <c>offline_access</c>.</param>
    /// <param name="audit">Makes the events.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<CodeExchange> UseAsync(
        OpaqueHandle code, ClientDefinition client, string? redirectUri, string? verifier, RefreshToken first, GrantAudit audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(client);
        while (await store.FindCodeAsync(code.Hash, cancellationToken) is { } stored)
        {
            var now = time.GetUtcNow();
            var use = stored.Code.Use(client.ClientId, redirectUri, verifier, now);
            var grantId = stored.Code.GrantId;
            if (use.Outcome == CodeOutcome.Replayed)
            {
                await store.RevokeAsync(grantId, audit(AuditActions.GrantRevoked, grantId, "code replayed"), cancellationToken);
                return new CodeExchange(CodeOutcome.Replayed, null, null);
            }

            if (use.Outcome == CodeOutcome.Granted && stored is { IsGrantLive: true, Holder.IsEnabled: true })
            {
                var family = MayRefresh(client, use.Next.Scopes) ? Begin(use.Next, first, now) : null;
                if (await store.SpendAsync(use.Next, family, EndOf(family, now), audit(AuditActions.TokenIssued, grantId, "authorization_code"), cancellationToken))
                    return new CodeExchange(CodeOutcome.Granted, use.Next, stored.Holder);
            }
            else if (!stored.IsGrantLive || await store.SpendAsync(use.Next, null, EndOf(null, now), null, cancellationToken))
            {
                return new CodeExchange(CodeOutcome.Refused, null, null);
            }
        }

        return new CodeExchange(CodeOutcome.Refused, null, null);
    }

    /// <summary>Uses a refresh token; a reuse revokes its grant (RFC 9700 section 4.14.2).</summary>
    /// <param name="presented">As presented.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="requested">The scopes asked for; null = all that was granted.</param>
    /// <param name="successor">The token that replaces it.</param>
    /// <param name="audit">Makes the events.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<RefreshExchange> UseAsync(
        RefreshToken presented, string clientId, ScopeSet? requested, RefreshToken successor, GrantAudit audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(presented);
        while (await store.FindFamilyAsync(presented.FamilyHash, cancellationToken) is { Holder.IsEnabled: true } stored)
        {
            var use = stored.Family.Use(presented, clientId, requested, successor, RefreshPolicy.Default, time.GetUtcNow());
            var grantId = stored.Family.GrantId;
            if (use.Outcome == RefreshOutcome.Reused)
                await store.RevokeAsync(grantId, audit(AuditActions.GrantRevoked, grantId, "refresh token reused"), cancellationToken);
            if (use.Outcome != RefreshOutcome.Rotated)
                return new RefreshExchange(use.Outcome, null, null);
            if (await store.RotateAsync(presented.SecretHash, use.Next, audit(AuditActions.TokenIssued, grantId, "refresh_token"), cancellationToken))
                return new RefreshExchange(RefreshOutcome.Rotated, use.Next, stored.Holder);
        }

        return new RefreshExchange(RefreshOutcome.Refused, null, null);
    }

    /// <summary>Whether such a grant comes with a refresh token.</summary>
    public static bool MayRefresh(ClientDefinition client, ScopeSet scopes)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.May(GrantType.RefreshToken) && scopes.Contains(ScopeSet.OfflineAccess);
    }

    private static RefreshFamily Begin(AuthorizationCode code, RefreshToken first, DateTimeOffset now) => new()
    {
        Hash = first.FamilyHash,
        GrantId = code.GrantId,
        ClientId = code.ClientId,
        Subject = code.Subject,
        Scopes = code.Scopes,
        StartedAt = now,
        RotatedAt = now,
        Current = first.SecretHash,
    };

    private static DateTimeOffset EndOf(RefreshFamily? family, DateTimeOffset now) =>
        now + AccessToken.Lifetime + JwtReader.Leeway + (family is null ? TimeSpan.Zero : RefreshPolicy.Default.Absolute);
}

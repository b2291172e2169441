using System.Collections.Frozen;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>
/// Finds who stands behind a credential: remembered, or verified and looked up in the database once and remembered until it ends or is in the news.
/// </summary>
public sealed class CredentialLookup(
    CredentialCache<KnownCaller> cache, SigningKeys keys, TokenIssuer issuer, PublicUrl url, IEnumerable<ICredentialSource> sources, TimeProvider time, IApiTokenVerifier? apiTokens = null)
{
    // News come in bunches, and the feed begins anew after the database was away; more often than this in a row is not chance.
    private const int MostLookups = 5;
    private readonly FrozenDictionary<string, ICredentialSource> _sources = sources.ToFrozenDictionary(source => source.Kind, StringComparer.Ordinal);
    private readonly JwtReader _reader = new(time, keys.Find);

    /// <summary>The caller, if the credential was verified before and nothing was heard of it since.</summary>
    public KnownCaller? Remembered(ReadOnlySpan<char> credential, TokenDoor door) =>
        cache.TryGet(CredentialFingerprint.Of((byte)door, credential), out var known) ? known : null;

    /// <summary>The caller behind a token of the grid, or null.</summary>
    /// <exception cref="Domain.Settings.DatabaseUnavailableException">It cannot be known.</exception>
    public async Task<KnownCaller?> FindAsync(string token, TokenDoor door, CancellationToken cancellationToken)
    {
        if (await ReadAsync(token, door, cancellationToken) is not { SessionId: { } credential } claims) return null;
        if (Split(credential) is not ({ } source, { } id)) return null;
        for (var lookup = 0; lookup < MostLookups; lookup++)
        {
            var begun = cache.Begin();
            if (await source.FindAsync(id, cancellationToken) is not { } live || live.Subject != claims.Subject) return null;
            var known = Known(live, Kind(claims.Kind), claims.Scopes, door, claims.ExpiresAt, claims);
            if (TryRemember(token, door, known, live, claims.ExpiresAt, begun)) return known;
        }

        return null;
    }

    /// <summary>The caller behind an API token, or null.</summary>
    /// <exception cref="Contracts.GridException">Unavailable.</exception>
    public async Task<KnownCaller?> FindAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var kind = token.Kind == ApiTokenKind.Agent ? CallerKind.Agent : CallerKind.User;
        for (var lookup = 0; lookup < MostLookups; lookup++)
        {
            var begun = cache.Begin();
            if (apiTokens is null || await apiTokens.VerifyAsync(token, cancellationToken) is not { } verified) return null;
            var known = Known(verified.Live, kind, verified.Scopes, TokenDoor.Bearer, verified.ExpiresAt, null);
            if (TryRemember(token.Text, TokenDoor.Bearer, known, verified.Live, verified.ExpiresAt, begun)) return known;
        }

        return null;
    }

    /// <summary>
    /// The caller as it is now, by what stands behind the credential it came with, whether that itself has expired or not; null when it has ended. For connections that last
    /// longer than the token they were opened with.
    /// </summary>
    /// <exception cref="Domain.Settings.DatabaseUnavailableException">It cannot be known.</exception>
    public async Task<KnownCaller?> RecheckAsync(KnownCaller known, CancellationToken cancellationToken)
    {
        // Made by this process for itself, and in no table.
        if (known.Caller.Credential is not { } credential) return known;
        if (Split(credential) is not ({ } source, { } id) || await source.FindAsync(id, cancellationToken) is not { } live || live.Subject != known.Caller.Subject) return null;
        return Known(live, known.Caller, known.Door, known.ExpiresAt, known.Token);
    }

    // News that came while it was looked up makes the answer void: it may be the news of its end. Or of something else, so it is looked up again.
    private bool TryRemember(string credential, TokenDoor door, KnownCaller known, LiveCredential live, DateTimeOffset? expiresAt, long begun)
    {
        var endsAt = live.RecheckAt is { } recheck && !(expiresAt < recheck) ? recheck : expiresAt;
        return cache.Add(CredentialFingerprint.Of((byte)door, credential), known, live.Tags, endsAt, begun);
    }

    private async Task<AccessToken?> ReadAsync(string token, TokenDoor door, CancellationToken cancellationToken)
    {
        var read = _reader.ReadAccessToken(token, url.Issuer, issuer.Audience(door));
        if (read.Fault == JwtFault.UnknownKey && await keys.TryReadAgainAsync(cancellationToken)) read = _reader.ReadAccessToken(token, url.Issuer, issuer.Audience(door));
        return read.Token;
    }

    private (ICredentialSource? Source, string? Id) Split(string credential)
    {
        var colon = credential.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && _sources.TryGetValue(credential[..colon], out var source) ? (source, credential[(colon + 1)..]) : (null, null);
    }

    private static KnownCaller Known(LiveCredential live, CallerKind kind, ScopeSet scopes, TokenDoor door, DateTimeOffset? expiresAt, AccessToken? claims) =>
        Known(live, new Caller { Subject = live.Subject, Kind = kind, Scopes = [.. scopes.ToNames()] }, door, expiresAt, claims);

    private static KnownCaller Known(LiveCredential live, Caller caller, TokenDoor door, DateTimeOffset? expiresAt, AccessToken? claims) => new(new Caller
    {
        Subject = caller.Subject,
        Kind = caller.Kind,
        Roles = live.Role is null ? [] : [live.Role],
        Scopes = caller.Scopes,
        Name = live.Name,
        Credential = live.Tags[0],
        Address = caller.Address,
        RequestId = caller.RequestId,
    })
    {
        Door = door,
        ExpiresAt = expiresAt,
        Token = claims,
    };

    private static CallerKind Kind(TokenSubjectKind kind) => kind switch
    {
        TokenSubjectKind.User => CallerKind.User,
        TokenSubjectKind.Agent => CallerKind.Agent,
        TokenSubjectKind.Container => CallerKind.Container,
        _ => CallerKind.Client,
    };
}

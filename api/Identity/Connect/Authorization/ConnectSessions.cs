using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>Finds who is signed in here: by the cookie of these pages, which opens no API route, never by the API's.</summary>
internal sealed class ConnectSessions(GridCookies cookies, CredentialLookup lookup, ISessionStore sessions)
{
    private const string Prefix = "session:";

    /// <summary>The live session of the browser, or null.</summary>
    public async Task<ConnectSession?> FindAsync(HttpContext context)
    {
        if (cookies.Read(context, GridCookies.Connect) is not { Length: > 0 and <= JwtTerms.MaxTokenLength } cookie) return null;
        var known = lookup.Remembered(cookie, TokenDoor.Connect) ?? await lookup.FindAsync(cookie, TokenDoor.Connect, context.RequestAborted);
        if (known?.Caller is not { Credential: { } credential, Name: { } email } || !credential.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return await ReadAsync(Guid.ParseExact(credential[Prefix.Length..], "D"), email, context.RequestAborted);
    }

    /// <summary>The session that was just made.</summary>
    public async Task<ConnectSession?> FindAsync(HttpContext context, SignInResult result) => await ReadAsync(result.SessionId!.Value, result.User!.Email, context.RequestAborted);

    private async Task<ConnectSession?> ReadAsync(Guid id, string email, CancellationToken cancellationToken) => await sessions.GetAsync(id, cancellationToken) is { Purpose: "connect" } session
        ? new ConnectSession { Id = session.Id, UserId = session.UserId, Email = email, AuthenticatedAt = session.SignedInAt, Methods = session.Methods }
        : null;
}

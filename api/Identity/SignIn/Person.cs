using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Somebody who is signed in: the caller that the routes of one's own account take. Access tokens open none of them, so that no program can take an account over.</summary>
/// <param name="Id">Who.</param>
/// <param name="SessionId">The session that the request came with.</param>
internal readonly record struct Person(UserId Id, Guid SessionId)
{
    private const string SessionTag = "session:";

    /// <summary>Who is signed in, or null.</summary>
    internal static Person? Of(KnownCaller? known) =>
        known is { Door: TokenDoor.Session, Caller: { Kind: CallerKind.User, Credential: { } credential } caller }
        && credential.StartsWith(SessionTag, StringComparison.Ordinal) && Guid.TryParseExact(credential.AsSpan(SessionTag.Length), "D", out var session) && UserId.TryParse(caller.Subject, out var id)
            ? new Person(id, session)
            : null;

    /// <summary>Who is signed in.</summary>
    /// <exception cref="GridException">Forbidden, with what to do instead.</exception>
    internal static Person Demand(HttpContext context)
    {
        var known = context.Known();
        if (Of(known) is { } person) return person;
        throw new GridException(GridErrorCode.Forbidden, known.Caller.Kind switch
        {
            CallerKind.User when UserId.TryParse(known.Caller.Subject, out _) => "An account is changed only by who is signed in to it: sign in at POST /api/v1/auth/login and come with the session's cookie.",
            CallerKind.User => "This token belongs to no account. Sign in as a person at POST /api/v1/auth/login.",
            CallerKind.Agent => "This route is for people. An administrator manages an agent and its tokens at /api/v1/agents.",
            _ => "This route is for people.",
        });
    }
}

using AgentGrid.Domain.Identity.People;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A session that lives.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Current">Whether this request came with it.</param>
/// <param name="Purpose"><c>api</c> (the API and the console) or <c>connect</c> (only the authorization server's pages).</param>
/// <param name="Methods">How it was signed in to (RFC 8176): <c>pwd</c>, <c>otp</c>, <c>mfa</c>.</param>
/// <param name="Address">Address it began from; null when not known.</param>
/// <param name="UserAgent">The browser, as it names itself; null when it does not.</param>
/// <param name="SignedInAt">When it began.</param>
/// <param name="LastSeenAt">When it was last used, to the minute.</param>
/// <param name="EndsAt">When it ends however much it is used.</param>
public sealed record SessionResponse(
    string Id, bool Current, string Purpose, IReadOnlyList<string> Methods, string? Address, string? UserAgent, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt)
{
    internal static SessionResponse Of(SessionRecord session, Guid current) => new(
        session.Id.ToString("D"), session.Id == current, session.Purpose, session.Methods, session.Address, session.UserAgent, session.SignedInAt, session.LastSeenAt, session.EndsAt);
}

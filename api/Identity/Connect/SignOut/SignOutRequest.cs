using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.SignOut;

/// <summary>A sound sign-out request.</summary>
/// <param name="Foreign">The client's parameters.</param>
/// <param name="Hint">Whom the client says to sign out; null when it does not.</param>
/// <param name="RedirectUri">Where to go afterwards, registered, with <c>state</c>; null for our own page.</param>
internal sealed record SignOutRequest(ConnectParameters Foreign, IdToken? Hint, string? RedirectUri);

using AgentGrid.Api.Identity.SignIn;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>What the sign-in forms work with.</summary>
internal sealed record SignInServices(
    FormGuard Guard, AuthorizationHandling Handling, ConnectTickets Tickets, ConnectSessions Sessions, PasswordSignIn SignIn, SessionCookies Cookies, TimeProvider Time);

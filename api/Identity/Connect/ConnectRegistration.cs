using AgentGrid.Api.Identity.Connect.Authorization;
using AgentGrid.Api.Identity.Connect.SignOut;
using AgentGrid.Api.Identity.Connect.Tokens;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>What the authorization server is made of.</summary>
internal static class ConnectRegistration
{
    internal static IServiceCollection AddConnect(this IServiceCollection services) => services
        .AddSingleton<GrantExchange>()
        .AddSingleton<ClientAuthentication>()
        .AddSingleton<IGrantHandler, AuthorizationCodeGrant>()
        .AddSingleton<IGrantHandler, RefreshTokenGrant>()
        .AddSingleton<IGrantHandler, ClientCredentialsGrant>()
        .AddSingleton<TokenReader>()
        .AddSingleton<ConnectTickets>()
        .AddSingleton<ConnectSessions>()
        .AddSingleton<AuthorizationValidation>()
        .AddSingleton<FormGuard>()
        .AddSingleton<CodeIssuer>()
        .AddSingleton<AuthorizationHandling>()
        .AddSingleton<SignOutValidation>()
        .AddSingleton<SignOutHandling>();
}

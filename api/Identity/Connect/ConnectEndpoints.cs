using AgentGrid.Api.Identity.Connect.Authorization;
using AgentGrid.Api.Identity.Connect.Discovery;
using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.Connect.SignOut;
using AgentGrid.Api.Identity.Connect.Tokens;
using AgentGrid.Api.Identity.Credentials;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>The authorization server: OAuth 2.1 and OpenID Connect. Endpoints of programs answer in OAuth's JSON, those of people with pages.</summary>
internal static class ConnectEndpoints
{
    internal const string Tag = "Authorization server";

    internal static void MapConnect(this IEndpointRouteBuilder routes)
    {
        DiscoveryEndpoints.Map(routes);
        var programs = routes.MapGroup("/connect").WithTags(Tag).WithMetadata(new ConnectDialect(), new IgnoresSessionAttribute());
        TokenEndpoint.Map(programs);
        IntrospectionEndpoint.Map(programs);
        RevocationEndpoint.Map(programs);
        UserInfoEndpoint.Map(programs);
        var people = routes.MapGroup("/connect").WithTags(Tag).WithMetadata(new PageDialect(), new IgnoresSessionAttribute());
        AuthorizeEndpoint.Map(people);
        SignInEndpoint.Map(people);
        ConsentEndpoint.Map(people);
        EndSessionEndpoint.Map(people);
        StyleEndpoint.Map(people);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrid.Api.Agents;
using AgentGrid.Api.Agents.Dispatch;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.ApiTokens;
using AgentGrid.Api.Identity.Connect;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Api.Identity.People;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Api.Limits;
using AgentGrid.Api.Rooms;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Providers.Upstream;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrid.Api.Hosting;

/// <summary>What the API is made of; one line per feature.</summary>
internal static class GridServices
{
    private const int MostHeaderBytes = 32 * 1024;

    internal static void AddGrid(this WebApplicationBuilder builder, GridOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<IdGenerator>();
        services.AddSingleton<ProcessClock>();
        services.AddUpstreams(new UpstreamOptions { AllowPrivateAddresses = options.PrivateEndpointsAllowed });
        services.AddAudit(options);
        AddAgents(services);
        AddIdentity(services);
        AddSignIn(services);
        services.AddRooms();
        services.AddSingleton<LimiterClient>();
        services.AddHostedService<Housekeeping>();
        AddEdge(builder, options);
        services.AddGridOpenApi();
    }

    private static void AddAgents(IServiceCollection services)
    {
        services.AddSingleton<AgentDirectory>();
        services.AddSingleton<AgentDefinitions>();
        services.AddSingleton<ModelRouter>();
        services.AddSingleton<UpstreamTargets>();
        services.AddSingleton<DispatchTelemetry>();
        services.AddSingleton<Dispatcher>();
        services.AddHostedService<AgentSweep>();
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddSingleton<FixedTokens>();
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<PublicUrl>();
        services.AddSingleton<GridCookies>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<CredentialLookup>();
        services.AddSingleton<IApiTokenVerifier, ApiTokenVerifier>();
        services.AddSingleton<ApiTokenMaker>();
        services.AddSingleton(provider => new CredentialCache<KnownCaller>(new CredentialCacheOptions(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new HashingQueue(new HashingQueueOptions(), provider.GetRequiredService<TimeProvider>()));
        services.AddConnect();
        services.AddSingleton<SigningKeys>().AddHostedService(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<CredentialNewsListener>().AddHostedService(provider => provider.GetRequiredService<CredentialNewsListener>());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAnswers>();
        services.AddAuthorizationBuilder()
            .AddPolicy(GridRoles.Admin, policy => policy.RequireRole(GridRoles.Admin).RequireClaim("scope", GridScopes.Grid))
            .AddPolicy(GridRoles.Operator, policy => policy.RequireRole(GridRoles.Admin, GridRoles.Operator).RequireClaim("scope", GridScopes.Grid))
            .AddPolicy(GridScopes.Grid, policy => policy.RequireAuthenticatedUser().RequireClaim("scope", GridScopes.Grid))
            .AddPolicy(GridScopes.Gateway, policy => policy.RequireAuthenticatedUser().RequireClaim("scope", GridScopes.Gateway))
            // Closed unless said otherwise: a route that forgets its policy still needs a known caller.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.TryAddSingleton(ScryptParameters.Default);
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<SessionCookies>();
        services.AddSingleton<DeviceCookies>();
        services.AddSingleton<SignInChallenges>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<PasswordProof>();
        services.AddSingleton<OriginRules>();
    }

    private static void AddEdge(WebApplicationBuilder builder, GridOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RouteExtensions.ApiBodyLimit;
            kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        });
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        });
        // Otherwise only the development environment learns why a body or parameter could not be read.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        var origins = EdgeSettings.Origins(options.AllowedOrigins);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("x-request-id", "x-grid-agent", "x-grid-attempts", "x-grid-pick", "RateLimit", "RateLimit-Policy", "Retry-After", "ETag", "Location")));
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in EdgeSettings.Networks(options.TrustedProxies)) forwarded.KnownIPNetworks.Add(network);
        });
    }
}

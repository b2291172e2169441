using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Providers.Upstream;

/// <summary>Puts the client for upstreams into a host.</summary>
public static class UpstreamServiceCollectionExtensions
{
    /// <summary>Adds the one HTTP client, the rules for endpoints, and the health prober. Needs a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddUpstreams(this IServiceCollection services, UpstreamOptions options) => services
        .AddSingleton(options)
        .AddSingleton<IUpstreamResolver, DnsUpstreamResolver>()
        .AddSingleton(provider => new UpstreamHttp(options, provider.GetRequiredService<IUpstreamResolver>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<EndpointRules>()
        .AddSingleton<AgentProber>();
}

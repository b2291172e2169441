using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Bench.Grains;

/// <summary>A host with the engine that this program was built with, and nothing else.</summary>
internal static class EngineHost
{
#if ENGINE_ORLEANS
    internal const string EngineName = "Orleans, one silo";
#else
    internal const string EngineName = "embedded";
#endif

    internal static async Task<IHost> StartAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
#if ENGINE_ORLEANS
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
#else
        builder.Services.AddEmbeddedEngine();
#endif
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return host;
    }
}

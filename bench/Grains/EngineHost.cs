#if !ENGINE_ORLEANS
using AgentGrid.Grains.Hosting;
#endif
using AgentGrid.Postgres;
using AgentGrid.Postgres.Database;
using Microsoft.Extensions.DependencyInjection;
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

    internal static Task<IHost> StartAsync(CancellationToken cancellation) => StartAsync(null, cancellation);

    /// <summary>With this program's grains alone, or with those of the grid on a database.</summary>
    internal static async Task<IHost> StartAsync(GridDatabase? database, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
#if ENGINE_ORLEANS
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
#else
        builder.Services.AddEmbeddedEngine(options =>
        {
            if (database is not null) options.Assemblies.Add(typeof(GridExceptionFilter).Assembly);
        });
        if (database is not null) builder.Services.UsePostgresReminders();
#endif
        if (database is not null) builder.Services.AddSingleton(TimeProvider.System).AddPostgresStores(database);
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return host;
    }
}

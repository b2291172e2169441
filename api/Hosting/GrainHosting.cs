#if !ENGINE_ORLEANS
using AgentGrid.Grains.Hosting;
#endif
using AgentGrid.Postgres.Database;

namespace AgentGrid.Api.Hosting;

/// <summary>What runs the grains. The one place of the API that knows the engine, and the only one that references the grains.</summary>
internal static class GrainHosting
{
#if ENGINE_ORLEANS
    internal const string Engine = "Orleans";
    internal const InstanceMode Mode = InstanceMode.Cluster;

    internal static void AddGrains(this WebApplicationBuilder builder, GridDatabase database) => builder.Host.UseOrleansClient(client =>
        client.UseAdoNetClustering(options =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = database.OwnerConnectionString;
        }));
#else
    internal const string Engine = "embedded";
    internal const InstanceMode Mode = InstanceMode.Embedded;

    internal static void AddGrains(this WebApplicationBuilder builder, GridDatabase database)
    {
        builder.Services.AddEmbeddedEngine(options => options.Assemblies.Add(typeof(GridExceptionFilter).Assembly));
        builder.Services.AddIncomingGrainCallFilter<GridExceptionFilter>();
        builder.Services.AddPostgresGrainStorage();
        builder.Services.UsePostgresReminders();
    }
#endif
}

#if ENGINE_ORLEANS
using AgentGrid.Domain;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Hosting;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Database;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Silo;

/// <summary>A process that hosts grains on Microsoft Orleans: clustering, storage and reminders on PostgreSQL (Orleans' own scripts must have been applied).</summary>
internal static class SiloProgram
{
    private const int ExitConfiguration = 78;

    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Configuration["DATABASE_URL"] is not { Length: > 0 } url || builder.Configuration["GRID_SECRET_KEY"] is not { Length: >= SecretBox.MinKeyLength } key)
        {
            await Console.Error.WriteLineAsync($"A silo needs DATABASE_URL, and GRID_SECRET_KEY with at least {SecretBox.MinKeyLength} characters.");
            return ExitConfiguration;
        }

        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole());
        var postgres = new PostgresOptions { DatabaseUrl = url };
        await using var database = await GridDatabase.OpenAsync(postgres, TimeProvider.System, logs, CancellationToken.None);
        await using var instance = await InstanceLock.AcquireAsync(database, postgres, InstanceMode.Cluster, TimeProvider.System, logs, CancellationToken.None);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IdGenerator>();
        builder.Services.AddPostgresStores(database);
        builder.Services.AddSingleton(new SecretBox(key));
        builder.Services.AddUpstreams(new UpstreamOptions { AllowPrivateAddresses = builder.Configuration.GetValue("GRID_ALLOW_PRIVATE_ENDPOINTS", false) });
        builder.Host.UseOrleans(silo => silo
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database.OwnerConnectionString))
            .AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database.OwnerConnectionString))
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database.OwnerConnectionString))
            .AddIncomingGrainCallFilter<GridExceptionFilter>());
        await using var app = builder.Build();
        await app.RunAsync();
        return 0;
    }
}
#endif

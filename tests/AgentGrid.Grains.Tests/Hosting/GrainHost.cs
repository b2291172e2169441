using AgentGrid.Domain;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Rooms;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Audit;
using AgentGrid.Grains.Hosting;
using AgentGrid.Postgres.Agents;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Postgres.Limits;
using AgentGrid.Postgres.Rooms;
using AgentGrid.Providers.Upstream;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>
/// The grains on a running engine of their own: real stores on a database of their own, time that only the test moves. Only the clock of probes is real,
/// so that moving time does not end one that is under way. The only file here that knows which engine it is.
/// </summary>
internal sealed class GrainHost(GridDatabase database, FakeTimeProvider time) : IAsyncDisposable
{
#if ENGINE_ORLEANS
    /// <summary>Orleans' in-memory reminders end with their silo.</summary>
    public static bool RemindersOutliveTheHost => false;
#else
    public static bool RemindersOutliveTheHost => true;
#endif

    private IHost? _host;

    public GridDatabase Database => database;

    public FakeTimeProvider Time => time;

    public IGrainFactory Grains => _host!.Services.GetRequiredService<IClusterClient>();

    public WatchedAgentStore Agents { get; } = new(new PostgresAgentStore(database));

    public WatchedOverrideStore Overrides { get; } = new(new PostgresLimitOverrideStore(database));

    public WatchedRoomStore Rooms { get; } = new(new PostgresRoomStore(database));

    public PostgresUserStore Users { get; } = new(database);

    public PostgresSessionStore Sessions { get; } = new(database, SessionPolicy.Default, time);

    public PostgresOAuthClientStore Clients { get; } = new(database);
    public WatchedAuditStore Audit { get; } = new(new PostgresAuditStore(database));

    public AuditChainOptions AuditChains { get; } = new();

    public SecretBox Secrets { get; } = new("a secret key for tests, long enough");

    public CallWatch Calls { get; private set; } = new();

    /// <summary>Starts the engine, anew after <see cref="StopAsync"/>: as after the end of a process, nothing but the database is left.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Calls = new CallWatch();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IAgentStore>(Agents);
        services.AddSingleton<ILimitOverrideStore>(Overrides);
        services.AddSingleton<IApiTokenStore>(new PostgresApiTokenStore(database, time));
        services.AddSingleton<IAuditStore>(Audit);
        services.AddSingleton(Options.Create(AuditChains));
        services.AddSingleton(Secrets);
        services.AddSingleton(SessionPolicy.Default);
        services.AddSingleton<IUserStore>(Users);
        services.AddSingleton<ISessionStore>(Sessions);
        services.AddSingleton<IOAuthClientStore>(Clients);
        services.AddSingleton<IRoomStore>(Rooms);
        services.AddSingleton<IdGenerator>();
        services.AddSingleton(new UpstreamHttp(new UpstreamOptions { AllowPrivateAddresses = true }, new LoopbackResolver(), TimeProvider.System));
        services.AddSingleton(provider => new AgentProber(provider.GetRequiredService<UpstreamHttp>(), TimeProvider.System));
#if ENGINE_ORLEANS
        // The test moves the time of grains and reminders only: a silo whose membership saw hours pass would think itself dead.
        services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, time);
        services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, time);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.UseInMemoryReminderService();
            silo.AddIncomingGrainCallFilter(Calls);
            silo.AddIncomingGrainCallFilter<GridExceptionFilter>();
        });
#else
        services.AddSingleton(database.DataSource);
        services.AddEmbeddedEngine(options => options.Assemblies.Add(typeof(GridExceptionFilter).Assembly));
        services.AddSingleton<IIncomingGrainCallFilter>(Calls);
        services.AddIncomingGrainCallFilter<GridExceptionFilter>();
        services.UsePostgresReminders();
#endif
        _host = builder.Build();
        await _host.StartAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        if (_host is null) return;
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await database.DisposeAsync();
    }

#if ENGINE_ORLEANS
    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
#endif
}

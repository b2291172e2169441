using Microsoft.Extensions.DependencyInjection;
#if ENGINE_ORLEANS
using Orleans.Configuration;
using Orleans.TestingHost;
#else
using Microsoft.Extensions.Hosting;
#endif

namespace AgentGrid.Engine.Tests;

/// <summary>A running engine for all cases, with a call timeout of three seconds. The only file that knows which engine it is.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

#if ENGINE_ORLEANS
    private TestCluster? _cluster;

    public IGrainFactory Grains => _cluster!.GrainFactory;

    public async ValueTask InitializeAsync()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        builder.AddClientBuilderConfigurator<Client>();
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is null) return;
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
            siloBuilder.AddMemoryGrainStorageAsDefault();
            siloBuilder.AddMemoryGrainStorage("other");
            siloBuilder.UseInMemoryReminderService();
            siloBuilder.AddIncomingGrainCallFilter<Filters.TracingFilter>();
            siloBuilder.Services.AddSingleton<Activations.SharedService>();
            siloBuilder.Services.AddScoped<Activations.ScopedService>();
        }
    }

    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(Microsoft.Extensions.Configuration.IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
    }
#else
    private IHost? _host;

    public IGrainFactory Grains => _host!.Services.GetRequiredService<IClusterClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEmbeddedEngine(options => options.ResponseTimeout = ResponseTimeout)
            .AddMemoryGrainStorage()
            .AddMemoryGrainStorage("other")
            .UseInMemoryReminders()
            .AddIncomingGrainCallFilter<Filters.TracingFilter>()
            .AddSingleton<Activations.SharedService>()
            .AddScoped<Activations.ScopedService>();
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null) return;
        await _host.StopAsync();
        _host.Dispose();
    }
#endif
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentGrid.Engine.Tests.Embedded;

/// <summary>An embedded engine of a test's own.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EmbeddedHost(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IGrainStatistics Statistics => _host.Services.GetRequiredService<IGrainStatistics>();

    public static async Task<EmbeddedHost> StartAsync(TimeProvider time, Action<IServiceCollection>? configure = null, Action<EmbeddedEngineOptions>? options = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time);
        builder.Services.AddEmbeddedEngine(options);
        builder.Services.AddSingleton<Activations.SharedService>().AddScoped<Activations.ScopedService>();
        if (configure is null) builder.Services.AddMemoryGrainStorage().AddMemoryGrainStorage("other").UseInMemoryReminders();
        else configure(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

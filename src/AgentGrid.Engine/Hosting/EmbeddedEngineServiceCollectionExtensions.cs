using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Reminders;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>Puts the embedded engine into a host.</summary>
public static class EmbeddedEngineServiceCollectionExtensions
{
    /// <summary>Adds the engine: <see cref="IGrainFactory"/>, <see cref="IClusterClient"/>, <see cref="IGrainStatistics"/> and its start and stop.</summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EmbeddedEngineOptions>? configure = null)
    {
        var options = new EmbeddedEngineOptions();
        configure?.Invoke(options);
        var singletons = new SingletonServices(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => new EmbeddedEngine(
            provider, options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EmbeddedEngine>>(), singletons));
        services.AddSingleton<IGrainRuntime>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<EmbeddedEngine>().Factory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedEngine>().Factory);
        services.AddSingleton<ITimerRegistry>(provider => provider.GetRequiredService<EmbeddedEngine>().Timers);
        services.AddSingleton<IGrainStatistics, GrainStatistics>();
        services.AddSingleton<IHostedService>(provider =>
            new EmbeddedEngineService(provider.GetRequiredService<EmbeddedEngine>(), provider.GetService<ReminderService>()));
        return services;
    }

    /// <summary>Adds a filter that sees every call to every grain. Filters run in the order they were added.</summary>
    public static IServiceCollection AddIncomingGrainCallFilter<TImplementation>(this IServiceCollection services)
        where TImplementation : class, IIncomingGrainCallFilter => services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();

    /// <summary>Adds a filter that sees every call to every grain.</summary>
    public static IServiceCollection AddIncomingGrainCallFilter(this IServiceCollection services, IncomingGrainCallFilterDelegate filter) =>
        services.AddSingleton<IIncomingGrainCallFilter>(new DelegateCallFilter(filter));

    /// <summary>Adds a storage in memory. The one named "Default" is also the default.</summary>
    public static IServiceCollection AddMemoryGrainStorage(this IServiceCollection services, string name = "Default") =>
        services.AddGrainStorage(name, static (_, _) => new MemoryGrainStorage());

    /// <summary>Adds a storage in the table <c>engine_state</c>, through the <see cref="NpgsqlDataSource"/> of the host.</summary>
    public static IServiceCollection AddPostgresGrainStorage(this IServiceCollection services, string name = "Default") =>
        services.AddGrainStorage(name, static (provider, key) =>
            new PostgresGrainStorage(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>(), (string)key!));

    /// <summary>Keeps reminders in memory, for tests.</summary>
    public static IServiceCollection UseInMemoryReminders(this IServiceCollection services) => services.UseReminders<InMemoryReminderTable>();

    /// <summary>Keeps reminders in the table <c>engine_reminders</c>, through the <see cref="NpgsqlDataSource"/> of the host.</summary>
    public static IServiceCollection UsePostgresReminders(this IServiceCollection services) => services.UseReminders<PostgresReminderTable>();

    private static IServiceCollection AddGrainStorage(this IServiceCollection services, string name, Func<IServiceProvider, object?, IGrainStorage> make)
    {
        services.AddKeyedSingleton(name, make);
        if (name == "Default") services.AddSingleton(provider => provider.GetRequiredKeyedService<IGrainStorage>(name));
        return services;
    }

    private static IServiceCollection UseReminders<TTable>(this IServiceCollection services) where TTable : class, IReminderTable
    {
        services.TryAddSingleton<IReminderTable, TTable>();
        services.AddSingleton<ReminderService>();
        services.AddSingleton<IReminderRegistry>(provider => provider.GetRequiredService<ReminderService>());
        return services;
    }
}

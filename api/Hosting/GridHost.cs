using AgentGrid.Api.Hosting.Metrics;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Api.Identity.People;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Database;

namespace AgentGrid.Api.Hosting;

/// <summary>A running grid: the database, the engine with its grains, and the API in front. Disposing drains and stops them in the reverse order.</summary>
public sealed partial class GridHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly GridDatabase _database;
    private readonly InstanceLock _lock;

    private GridHost(WebApplication app, GridDatabase database, InstanceLock instanceLock) => (_app, _database, _lock) = (app, database, instanceLock);

    /// <summary>Services of the running host, for tests and the demo.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens.</summary>
    public IReadOnlyCollection<string> Urls => [.. _app.Urls];

    /// <summary>Starts everything; on return requests are served.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="PostgresSetupException">The database cannot be used.</exception>
    public static async Task<GridHost> StartAsync(string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = GridSettings.Normalize(args), ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        configure?.Invoke(builder);
        var options = GridSettings.Read(builder.Configuration);
        GridSettings.ApplyDefaults(builder);
        using var startLogs = LoggerFactory.Create(logging => GridSettings.ConfigureLogging(logging, builder.Configuration));
        var time = TimeProvider.System;
        var postgres = new PostgresOptions { DatabaseUrl = options.DatabaseUrl, Home = options.Home, BinaryDirectory = options.PostgresBin };
        var database = await GridDatabase.OpenAsync(postgres, time, startLogs, cancellationToken);
        InstanceLock? instanceLock = null;
        WebApplication? app = null;
        try
        {
            instanceLock = await InstanceLock.AcquireAsync(database, postgres, GrainHosting.Mode, time, startLogs, cancellationToken);
            builder.Services.AddSingleton(time);
            builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
            builder.Services.AddPostgresStores(database);
            builder.Services.AddSingleton(await GridSettings.OpenSecretsAsync(options, cancellationToken));
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
            builder.Services.AddGridTelemetry(builder.Configuration);
            builder.AddGrains(database);
            builder.AddGrid(options);
            app = builder.Build();
            app.UseGrid(options);
            await PrepareIdentityAsync(app, cancellationToken);
            await app.StartAsync(cancellationToken);
            var host = new GridHost(app, database, instanceLock);
            host.Watch();
            return host;
        }
        catch
        {
            if (app is not null) await EndAsync(app);
            if (instanceLock is not null) await instanceLock.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until the process is told to stop; the demo, if asked for, runs first.</summary>
    public async Task RunAsync()
    {
        var options = Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<GridOptions>>().Value;
        Banner.Print(this, options);
        if (options.Demo)
        {
            await using var demo = await Agents.Demo.Demonstration.StartAsync(this);
            await demo.ShowAsync();
            await _app.WaitForShutdownAsync();
            return;
        }

        await _app.WaitForShutdownAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Services.GetRequiredService<ProcessClock>().GrainsRun = false;
        await EndAsync(_app);
        await _lock.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task PrepareIdentityAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var fixedTokens = app.Services.GetRequiredService<FixedTokens>();
        app.Services.GetRequiredService<CredentialNewsListener>().Heard += fixedTokens.Hear;
        try
        {
            await app.Services.GetRequiredService<SigningKeys>().PrepareAsync(cancellationToken);
        }
        catch (SecretException unreadable)
        {
            throw new SettingException("GRID_SECRET_KEY is not the key that the secrets in this database were written with. Set that key, or set it as GRID_SECRET_KEY_PREVIOUS. "
                + $"If it is lost: DELETE FROM signing_keys (everybody signs in again) and DELETE FROM system_settings WHERE key = 'audit.signing-key' (checkpoints get a new key), then enter the agents' keys and second factors anew. ({unreadable.Message})");
        }

        fixedTokens.Prepare(await app.Services.GetRequiredService<FirstAdministrator>().PrepareAsync(cancellationToken));
    }

    // Also after a start that failed half-way: what did start (the engine's reminders, for one) must end before the database does.
    private static async Task EndAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private void Watch()
    {
        var clock = Services.GetRequiredService<ProcessClock>();
        clock.GrainsRun = true;
        _app.Lifetime.ApplicationStopping.Register(() => clock.GrainsRun = false);
        var logger = Services.GetRequiredService<ILogger<GridHost>>();
        // Two embedded engines on one database would both own every grain: the one that lost the lock stops at once.
        _ = _lock.Lost.ContinueWith(
            async lost =>
            {
                LogLost(logger, await lost);
                _app.Lifetime.StopApplication();
            },
            TaskScheduler.Default);
    }

    [LoggerMessage(1005, LogLevel.Critical, "The database was taken over by {Holder}; this process stops")]
    private static partial void LogLost(ILogger logger, string holder);
}

using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Hosting;

/// <summary>Reads, checks and completes the settings of the process.</summary>
internal static class GridSettings
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary><c>--demo</c> alone means true.</summary>
    internal static string[] Normalize(string[] args) => [.. args.Select(arg => arg == "--demo" ? "--demo=true" : arg)];

    internal static GridOptions Read(IConfiguration configuration)
    {
        var options = new GridOptions();
        try
        {
            configuration.Bind(options);
        }
        catch (InvalidOperationException wrong)
        {
            throw new SettingException(wrong.InnerException?.Message is { } inner ? $"{wrong.Message} {inner}" : wrong.Message);
        }

        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
            throw new SettingException(string.Join(Environment.NewLine, errors.Select(e => e.ErrorMessage)));
        // Read once here, so that a wrong one stops the start before anything was started.
        EdgeSettings.Origins(options.AllowedOrigins);
        EdgeSettings.Networks(options.TrustedProxies);
        if (!options.IsAllInOne && options.SecretKey is null)
            throw new SettingException("GRID_SECRET_KEY is not set. With DATABASE_URL it must be given, at least 32 characters; make one with: openssl rand -base64 48");
        if (options.AuditRetentionDays is not null && (options.ArchiveFolder is null || options.CheckpointFolder is null))
            throw new SettingException("GRID_AUDIT_RETENTION_DAYS needs GRID_AUDIT_ARCHIVE (where contents go) and GRID_AUDIT_CHECKPOINTS (what proves them) when DATABASE_URL is set.");
        return options;
    }

    internal static void ApplyDefaults(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        ConfigureLogging(builder.Logging, builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
    }

    internal static void ConfigureLogging(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        // The framework's own start and request lines say nothing that the banner and the metrics do not.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Any level here makes the host create an activity and a log scope for every request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        // After the filters: of rules for one category the last counts, and an operator may want to see more.
        logging.AddConfiguration(configuration.GetSection("Logging"));
    }

    /// <summary>The secrets' key: as set; else, in the all-in-one mode, generated once and kept beside the private server's data.</summary>
    internal static async Task<SecretBox> OpenSecretsAsync(GridOptions options, CancellationToken cancellationToken)
    {
        var key = options.SecretKey ?? await KeptKeyAsync(options, cancellationToken);
        return options.SecretKeyPrevious is { } previous ? new SecretBox(key, previous) : new SecretBox(key);
    }

    private static async Task<string> KeptKeyAsync(GridOptions options, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetFullPath(options.Home), "secret.key");
        if (File.Exists(path)) return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(path, file);
        await writer.WriteLineAsync(key.AsMemory(), cancellationToken);
        return key;
    }
}

using System.ComponentModel.DataAnnotations;

namespace AgentGrid.Api.Hosting;

/// <summary>Settings of the process, from environment variables or the command line (<c>--name value</c>). All else lives in the database.</summary>
public sealed class GridOptions
{
    /// <summary>Folder of the all-in-one mode: its PostgreSQL and generated secrets. <c>GRID_HOME</c>, default <c>./.grid</c>.</summary>
    [ConfigurationKeyName("GRID_HOME")]
    public string Home { get; set; } = ".grid";

    /// <summary>The PostgreSQL to use; when not set, a private one is started. <c>DATABASE_URL</c>.</summary>
    [ConfigurationKeyName("DATABASE_URL")]
    public string? DatabaseUrl { get; set; }

    /// <summary>Folder of the PostgreSQL binaries; when not set they are looked for. <c>GRID_POSTGRES_BIN</c>.</summary>
    [ConfigurationKeyName("GRID_POSTGRES_BIN")]
    public string? PostgresBin { get; set; }

    /// <summary>Key of the stored secrets, at least 32 characters. Generated in the home folder when a private PostgreSQL is used, else required. <c>GRID_SECRET_KEY</c>.</summary>
    [ConfigurationKeyName("GRID_SECRET_KEY")]
    [MinLength(32, ErrorMessage = "GRID_SECRET_KEY must have at least 32 characters; make one with: openssl rand -base64 48")]
    public string? SecretKey { get; set; }

    /// <summary>The key before the last change of <see cref="SecretKey"/>; still reads what it wrote. <c>GRID_SECRET_KEY_PREVIOUS</c>.</summary>
    [ConfigurationKeyName("GRID_SECRET_KEY_PREVIOUS")]
    [MinLength(32, ErrorMessage = "GRID_SECRET_KEY_PREVIOUS must have at least 32 characters; it is the value that GRID_SECRET_KEY had before")]
    public string? SecretKeyPrevious { get; set; }

    /// <summary>Where the grid is reached from outside, <c>https://host[:port]</c>: the issuer of its tokens. Default: the first address it listens on. <c>GRID_PUBLIC_URL</c>.</summary>
    [ConfigurationKeyName("GRID_PUBLIC_URL")]
    [RegularExpression("https?://[^/?#@]+/?", ErrorMessage = "GRID_PUBLIC_URL must be scheme, host and port only, like https://grid.example.org")]
    public string? PublicUrl { get; set; }

    /// <summary>Whether people may sign in over plain http from other machines. Default no; for closed networks only. <c>GRID_ALLOW_INSECURE_HTTP</c>.</summary>
    [ConfigurationKeyName("GRID_ALLOW_INSECURE_HTTP")]
    public bool AllowInsecureHttp { get; set; }

    /// <summary>Password of <c>admin@grid.local</c>, made at the first start while there is no administrator; when not set, one is generated and printed once. <c>GRID_ADMIN_PASSWORD</c>.</summary>
    [ConfigurationKeyName("GRID_ADMIN_PASSWORD")]
    public string? AdminPassword { get; set; }

    /// <summary>A token, at least 32 characters, that opens everything until the first administrator exists; for setting up without hands. <c>GRID_ADMIN_TOKEN</c>.</summary>
    [ConfigurationKeyName("GRID_ADMIN_TOKEN")]
    [MinLength(32, ErrorMessage = "GRID_ADMIN_TOKEN must have at least 32 characters; make one with: openssl rand -hex 32")]
    public string? AdminToken { get; set; }

    /// <summary>Bearer token that may read <c>/metrics</c> from other machines; when not set, only loopback may. <c>GRID_METRICS_TOKEN</c>.</summary>
    [ConfigurationKeyName("GRID_METRICS_TOKEN")]
    [MinLength(32, ErrorMessage = "GRID_METRICS_TOKEN must have at least 32 characters; make one with: openssl rand -hex 32")]
    public string? MetricsToken { get; set; }

    /// <summary>Origins that browsers may call from, comma-separated and exact (<c>https://host[:port]</c>). Default none. <c>ALLOWED_ORIGINS</c>.</summary>
    [ConfigurationKeyName("ALLOWED_ORIGINS")]
    public string? AllowedOrigins { get; set; }

    /// <summary>Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed: comma-separated addresses or networks (CIDR). Default none. <c>GRID_TRUSTED_PROXIES</c>.</summary>
    [ConfigurationKeyName("GRID_TRUSTED_PROXIES")]
    public string? TrustedProxies { get; set; }

    /// <summary>Whether agents may have endpoints in loopback and private ranges. Default: yes with a private PostgreSQL (one machine), else no. <c>GRID_ALLOW_PRIVATE_ENDPOINTS</c>.</summary>
    [ConfigurationKeyName("GRID_ALLOW_PRIVATE_ENDPOINTS")]
    public bool? AllowPrivateEndpoints { get; set; }

    /// <summary>
    /// Folder outside of the database for copies of the audit log's checkpoints: best a volume that nobody can delete from. Default: <c>checkpoints</c> in the home folder with a
    /// private PostgreSQL, else none. <c>GRID_AUDIT_CHECKPOINTS</c>.
    /// </summary>
    [ConfigurationKeyName("GRID_AUDIT_CHECKPOINTS")]
    public string? AuditCheckpoints { get; set; }

    /// <summary>
    /// Folder for archives of what is sealed away from the audit log. Default: <c>audit-archive</c> in the home folder with a private PostgreSQL, else none, and nothing can be sealed.
    /// <c>GRID_AUDIT_ARCHIVE</c>.
    /// </summary>
    [ConfigurationKeyName("GRID_AUDIT_ARCHIVE")]
    public string? AuditArchive { get; set; }

    /// <summary>After how many days contents of the audit log are sealed, looked after once a day. Default: never. <c>GRID_AUDIT_RETENTION_DAYS</c>.</summary>
    [ConfigurationKeyName("GRID_AUDIT_RETENTION_DAYS")]
    [Range(1, 36_500, ErrorMessage = "GRID_AUDIT_RETENTION_DAYS must be 1 to 36500")]
    public int? AuditRetentionDays { get; set; }

    /// <summary>Whether dispatches are recorded in the audit log; off only to measure what that costs. Default true. <c>GRID_AUDIT_DISPATCHES</c>.</summary>
    [ConfigurationKeyName("GRID_AUDIT_DISPATCHES")]
    public bool AuditDispatches { get; set; } = true;

    /// <summary>Registers three built-in agents and sends ten dispatches. <c>--demo</c>.</summary>
    [ConfigurationKeyName("demo")]
    public bool Demo { get; set; }

    /// <summary>True when the process starts and owns its PostgreSQL.</summary>
    public bool IsAllInOne => string.IsNullOrWhiteSpace(DatabaseUrl);

    /// <summary><see cref="AuditCheckpoints"/> with its default applied.</summary>
    public string? CheckpointFolder => !string.IsNullOrWhiteSpace(AuditCheckpoints) ? AuditCheckpoints : IsAllInOne ? Path.Combine(Home, "checkpoints") : null;

    /// <summary><see cref="AuditArchive"/> with its default applied.</summary>
    public string? ArchiveFolder => !string.IsNullOrWhiteSpace(AuditArchive) ? AuditArchive : IsAllInOne ? Path.Combine(Home, "audit-archive") : null;

    /// <summary><see cref="AllowPrivateEndpoints"/> with its default applied.</summary>
    public bool PrivateEndpointsAllowed => AllowPrivateEndpoints ?? IsAllInOne;
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AgentGrid.Postgres.Server;

/// <summary>
/// The PostgreSQL of the all-in-one mode: found on the machine, initialised in a folder of its own, reachable only through a private socket
/// (loopback on Windows) with a generated password, never running as root. While this object lives the server is kept running; disposing it stops the server
/// in order. A server left behind by a killed process is adopted, a killed one recovers.
/// </summary>
public sealed partial class PrivateServer : IAsyncDisposable
{
    /// <summary>The owner of the private database.</summary>
    public const string UserName = "grid";

    private readonly PostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ServerAccount _account;
    private readonly ServerDirectory _directory;
    private readonly HomeLock _homeLock;
    private readonly CancellationTokenSource _stopping = new();
    private ServerBinaries _binaries;
    private string? _socketDirectory;
    private int _port = 5432;
    private string _password = "";
    private Task _supervision = Task.CompletedTask;

    private PrivateServer(
        PostgresOptions options, TimeProvider time, ILogger logger, ServerAccount account, ServerDirectory directory, HomeLock homeLock, ServerBinaries binaries)
    {
        (_options, _time, _logger, _account, _directory, _homeLock, _binaries) = (options, time, logger, account, directory, homeLock, binaries);
    }

    /// <summary>How the server came to run.</summary>
    public PrivateServerOrigin Origin { get; private set; }

    /// <summary>Keyword connection string of the owner, password included: keep it out of logs.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _socketDirectory ?? "127.0.0.1",
        Port = _port,
        Username = UserName,
        Password = _password,
        Database = "postgres",
        SslMode = SslMode.Disable,
    }.ConnectionString;

    /// <summary>Process id of the server.</summary>
    public int ProcessId => PostmasterFile.TryRead(_directory.Data)?.ProcessId ?? 0;

    /// <summary>The folder that holds the database's files.</summary>
    public string DataDirectory => _directory.Data;

    /// <summary>How long making the data folder took; zero when it existed.</summary>
    public TimeSpan InitializationTime { get; private set; }

    /// <summary>How long starting (or adopting) the server took.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts or adopts the server of <see cref="PostgresOptions.Home"/>; it accepts connections when this returns.</summary>
    /// <exception cref="PostgresSetupException">No server programs, the folder is in use, made by another major version, or the server does not start.</exception>
    public static async Task<PrivateServer> StartAsync(PostgresOptions options, TimeProvider time, ILogger<PrivateServer> logger, CancellationToken cancellationToken)
    {
        var found = ServerBinaries.Find(options.BinaryDirectory, ServerBinaries.UsualPlaces());
        var account = ServerAccount.Choose();
        HomeLock? homeLock = null;
        PrivateServer? server = null;
        try
        {
            var directory = await ServerDirectory.LocateAsync(options.Home, account, time, cancellationToken);
            homeLock = HomeLock.Acquire(directory.Home, time);
            server = new PrivateServer(options, time, logger, account, directory, homeLock, found[0]);
            await server.StartAsync(found, cancellationToken);
            return server;
        }
        catch (Exception e)
        {
            // Ctrl-C while starting: the half-started server must not stay behind.
            if (server is not null && e is OperationCanceledException)
                await server.StopPostmasterAsync();
            homeLock?.Dispose();
            server?._stopping.Dispose();
            if (e is UnauthorizedAccessException)
                throw new PostgresSetupException($"The folder {Path.GetFullPath(options.Home)} belongs to another user: {e.Message} Start the grid as that user, or set GRID_HOME.", e);
            throw;
        }
    }

    /// <summary>Stops the server in order: open transactions are rolled back, what was committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _supervision;
        await StopPostmasterAsync();
        _homeLock.Dispose();
        _stopping.Dispose();
    }

    private async Task StartAsync(IReadOnlyList<ServerBinaries> found, CancellationToken cancellationToken)
    {
        var begin = _time.GetTimestamp();
        var isNew = !_directory.HasData;
        if (isNew)
        {
            await InitializeAsync(cancellationToken);
            InitializationTime = _time.GetElapsedTime(begin);
        }
        else
        {
            _binaries = await ChooseBinariesAsync(found, cancellationToken);
        }

        begin = _time.GetTimestamp();
        _password = (await File.ReadAllTextAsync(_directory.PasswordFile, cancellationToken)).Trim();
        Origin = await EnsureRunningAsync(cancellationToken);
        if (isNew)
            Origin = PrivateServerOrigin.Created;
        StartTime = _time.GetElapsedTime(begin);
        PostgresLog.ServerRuns(_logger, Origin, ProcessId, _directory.Data, (long)InitializationTime.TotalMilliseconds, (long)StartTime.TotalMilliseconds);
        _supervision = SuperviseAsync();
    }

    /// <summary>A data folder can only be opened by the major version that made it.</summary>
    private async Task<ServerBinaries> ChooseBinariesAsync(IReadOnlyList<ServerBinaries> found, CancellationToken cancellationToken)
    {
        var major = (await File.ReadAllTextAsync(Path.Combine(_directory.Data, "PG_VERSION"), cancellationToken)).Trim();
        return await ServerBinaries.OfMajorAsync(found, major, _account, _time, cancellationToken) ?? throw new PostgresSetupException(
            $"The data folder {_directory.Data} was made by PostgreSQL {major}, and none of the server programs found is of that version " +
            $"(looked at {string.Join(", ", found.Select(binaries => binaries.Directory))}). Install PostgreSQL {major} beside the present one, " +
            $"or upgrade the folder with pg_upgrade, or start with another GRID_HOME and restore a dump.");
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_directory.Data) && Directory.EnumerateFileSystemEntries(_directory.Data).Any())
            throw new PostgresSetupException($"{_directory.Data} is not empty and is not a PostgreSQL data folder. Move it away, or set GRID_HOME.");
        if (Directory.Exists(_directory.Unfinished))
            Directory.Delete(_directory.Unfinished, recursive: true);

        PostgresLog.Initializing(_logger, _directory.Data, _binaries.Directory);
        await WritePasswordAsync(cancellationToken);

        // C collation: the same order on every machine, and no index that a change of the system's language files could corrupt.
        var result = await ServerCommand.RunAsync(
            _account,
            _directory.Root,
            _binaries.Initdb,
            ["-D", _directory.Unfinished, "-U", UserName, "--pwfile", _directory.PasswordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions", "--wal-segsize=4"],
            _options.ServerStartTimeout,
            _time,
            cancellationToken);
        await File.WriteAllTextAsync(_directory.InitdbLog, result.Output + "\n", cancellationToken);
        if (result.ExitCode != 0)
            throw new PostgresSetupException($"initdb failed (exit code {result.ExitCode}), see {_directory.InitdbLog}:\n{Tail(result.Output)}");
        if (Directory.Exists(_directory.Data))
            Directory.Delete(_directory.Data);
        Directory.Move(_directory.Unfinished, _directory.Data);
    }

    private async Task WritePasswordAsync(CancellationToken cancellationToken)
    {
        File.Delete(_directory.PasswordFile);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(_directory.PasswordFile, options))
            await file.WriteLineAsync(RandomNumberGenerator.GetHexString(48, lowercase: true).AsMemory(), cancellationToken);
        await _account.GiveAsync(_directory.PasswordFile, _time, cancellationToken);
    }

    private static string Tail(string text) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(12));
}

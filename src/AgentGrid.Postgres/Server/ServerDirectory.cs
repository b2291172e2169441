using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Postgres.Server;

/// <summary>
/// The private server's own folder: <c>data</c> (the cluster), <c>password</c>, <c>run</c> (the socket), <c>postgres.log</c>, <c>initdb.log</c>.
/// It is <c>home/postgres</c>; when the server's user cannot reach that (root's home, typically) it is <c>/var/lib/agentgrid/&lt;hash of home&gt;</c>,
/// and the home remembers so in <c>postgres.path</c>: a later change of permissions must not make the data seem lost.
/// </summary>
internal sealed record ServerDirectory(string Home, string Root)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Sockets have short names: 107 bytes on Linux, 103 on macOS, and the server adds /.s.PGSQL.5432.lock.
    private const int LongestSocketDirectory = 80;

    public string Data => Path.Combine(Root, "data");

    /// <summary>Where initdb works: it becomes <see cref="Data"/> by a rename when complete, so a half-made cluster is never mistaken for one.</summary>
    public string Unfinished => Path.Combine(Root, "data.unfinished");

    public string PasswordFile => Path.Combine(Root, "password");

    public string Log => Path.Combine(Root, "postgres.log");

    public string InitdbLog => Path.Combine(Root, "initdb.log");

    public bool HasData => File.Exists(Path.Combine(Data, "PG_VERSION"));

    public static async Task<ServerDirectory> LocateAsync(string home, ServerAccount account, TimeProvider time, CancellationToken cancellationToken)
    {
        home = Path.GetFullPath(home);
        Create(home, account.IsSwitched ? Private | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute : Private);
        var remembered = Path.Combine(home, "postgres.path");
        var root = Path.Combine(home, "postgres");
        if (File.Exists(remembered))
        {
            root = (await File.ReadAllTextAsync(remembered, cancellationToken)).Trim();
        }
        else if (account.IsSwitched && !Directory.Exists(root) && !IsReachableByOthers(home))
        {
            root = Path.Combine("/var/lib/agentgrid", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16]);
            Create("/var/lib/agentgrid", Private | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
            await File.WriteAllTextAsync(remembered, root + "\n", cancellationToken);
        }

        var directory = new ServerDirectory(home, root);
        if (!Directory.Exists(root))
        {
            Create(root, Private);
            await account.GiveAsync(root, time, cancellationToken);
        }

        return directory;
    }

    /// <summary>A short private folder for the socket; null where the server listens on loopback instead (Windows).</summary>
    public async Task<string?> CreateSocketDirectoryAsync(ServerAccount account, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var run = Path.Combine(Root, "run");
        if (Encoding.UTF8.GetByteCount(run) > LongestSocketDirectory)
            run = Directory.CreateTempSubdirectory("grid-").FullName;
        else if (Directory.Exists(run))
            return run;
        else
            Create(run, Private);
        await account.GiveAsync(run, time, cancellationToken);
        return run;
    }

    /// <summary>The last lines of the server's log, for an error message.</summary>
    public string LogTail(int lines = 12)
    {
        if (!File.Exists(Log))
            return "(no log)";
        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, 8192), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines));
    }

    internal static void Create(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, mode);
    }

    private static bool IsReachableByOthers(string path)
    {
        for (var directory = new DirectoryInfo(path); directory is not null; directory = directory.Parent)
        {
            if (!directory.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}

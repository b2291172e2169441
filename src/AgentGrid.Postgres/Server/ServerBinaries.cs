using System.Globalization;

namespace AgentGrid.Postgres.Server;

/// <summary>One folder that holds the PostgreSQL server programs.</summary>
internal sealed record ServerBinaries(string Directory)
{
    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public string Initdb => PathOf("initdb");

    public string PgCtl => PathOf("pg_ctl");

    public string Postgres => PathOf("postgres");

    /// <summary>
    /// All folders with server programs, best first. An override that does not hold them is an error rather than skipped: it was set on purpose.
    /// </summary>
    /// <exception cref="PostgresSetupException">The override is wrong, or nothing was found; names the three ways on.</exception>
    public static IReadOnlyList<ServerBinaries> Find(string? overrideDirectory, IEnumerable<string> candidates)
    {
        if (!string.IsNullOrWhiteSpace(overrideDirectory))
        {
            var chosen = new ServerBinaries(Path.GetFullPath(overrideDirectory));
            return chosen.IsComplete
                ? [chosen]
                : throw new PostgresSetupException($"GRID_POSTGRES_BIN is set to {chosen.Directory}, but that folder does not hold postgres, initdb and pg_ctl.");
        }

        var found = candidates.Select(directory => new ServerBinaries(directory)).Where(binaries => binaries.IsComplete).Distinct().ToList();
        return found.Count > 0 ? found : throw new PostgresSetupException(
            """
            No database: DATABASE_URL is not set and no PostgreSQL server programs were found on this machine. Three ways on:
              1. install PostgreSQL 14 or newer (Debian, Ubuntu: apt-get install postgresql; Alpine: apk add postgresql; macOS: brew install postgresql@17), or
              2. set GRID_POSTGRES_BIN to the folder that holds postgres, initdb and pg_ctl, or
              3. set DATABASE_URL to a running server, e.g. postgres://grid:password@localhost:5432/grid
            """);
    }

    /// <summary>PATH first, then the places where packages put the programs, newest version first.</summary>
    public static IEnumerable<string> UsualPlaces()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var programFiles = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        return path
            .Concat(Versions("/usr/lib/postgresql", "bin"))
            .Concat(Versions("/usr/libexec", "", "postgresql*"))
            .Concat(Versions("/usr", "bin", "pgsql-*"))
            .Concat(Versions("/opt/homebrew/opt", "bin", "postgresql*"))
            .Concat(Versions("/usr/local/opt", "bin", "postgresql*"))
            .Concat(programFiles.Length == 0 ? [] : Versions(Path.Combine(programFiles, "PostgreSQL"), "bin"));
    }

    /// <summary>The first folder whose programs are of the given major version, e.g. "15"; null when there is none.</summary>
    public static async Task<ServerBinaries?> OfMajorAsync(IReadOnlyList<ServerBinaries> found, string major, ServerAccount account, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var binaries in found)
        {
            if (await binaries.MajorAsync(account, time, cancellationToken) == major)
                return binaries;
        }

        return null;
    }

    /// <summary>The major version the programs say they have, e.g. "15"; empty when they cannot be run.</summary>
    public async Task<string> MajorAsync(ServerAccount account, TimeProvider time, CancellationToken cancellationToken)
    {
        var result = await ServerCommand.RunAsync(account, "/", Postgres, ["--version"], TimeSpan.FromSeconds(10), time, cancellationToken);
        var version = result.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => char.IsAsciiDigit(word[0])) ?? "";
        return string.Concat(version.TakeWhile(char.IsAsciiDigit));
    }

    private bool IsComplete => Needed.All(name => File.Exists(PathOf(name)));

    private string PathOf(string name) => Path.Combine(Directory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static IEnumerable<string> Versions(string root, string child, string pattern = "*") =>
        System.IO.Directory.Exists(root)
            ? System.IO.Directory.GetDirectories(root, pattern)
                .OrderByDescending(directory => Number(Path.GetFileName(directory)))
                .Select(directory => Path.Combine(directory, child))
            : [];

    private static double Number(string name) =>
        double.TryParse(string.Concat(name.Where(c => char.IsAsciiDigit(c) || c == '.')), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

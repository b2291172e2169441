using System.Diagnostics;

namespace AgentGrid.Postgres.Server;

/// <summary>
/// Who the server runs as. PostgreSQL refuses to run as root, so a root process hands it to the system user <c>postgres</c>;
/// everybody else runs it as themselves. (On Windows the server programs drop administrator rights by themselves.)
/// </summary>
internal sealed record ServerAccount(string? SwitchTo)
{
    private const string SystemUser = "postgres";

    /// <summary>The user of this process.</summary>
    public static ServerAccount Self { get; } = new((string?)null);

    /// <summary>True when the server's user is not the user of this process, so that its folders have to be given to it.</summary>
    public bool IsSwitched => SwitchTo is not null;

    /// <exception cref="PostgresSetupException">The process is root and the machine has no user <c>postgres</c>.</exception>
    public static ServerAccount Choose(string passwdFile = "/etc/passwd")
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return Self;
        var known = File.Exists(passwdFile) && File.ReadLines(passwdFile).Any(line => line.StartsWith(SystemUser + ":", StringComparison.Ordinal));
        return known ? new ServerAccount(SystemUser) : throw new PostgresSetupException(
            "PostgreSQL refuses to run as root, and this machine has no user 'postgres' to run it as. " +
            "Start the grid as an ordinary user, create the user (useradd --system postgres), or set DATABASE_URL to a running server.");
    }

    /// <summary>Makes a program start as the server's user.</summary>
    public void Apply(ProcessStartInfo start)
    {
        if (SwitchTo is null)
            return;
        start.UserName = SwitchTo;
        start.Environment["USER"] = SwitchTo;
        start.Environment["LOGNAME"] = SwitchTo;
        start.Environment["HOME"] = "/";
    }

    /// <summary>Gives a folder and all in it to the server's user; nothing to do when that is this process's user.</summary>
    public async Task GiveAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        if (SwitchTo is null)
            return;
        var result = await ServerCommand.RunAsync(Self, "/", "chown", ["-R", SwitchTo + ":", path], TimeSpan.FromSeconds(30), time, cancellationToken);
        if (result.ExitCode != 0)
            throw new PostgresSetupException($"Could not give {path} to user {SwitchTo}: {result.Output}");
    }
}

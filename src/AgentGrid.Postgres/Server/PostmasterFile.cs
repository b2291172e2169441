using System.Globalization;

namespace AgentGrid.Postgres.Server;

/// <summary>What a running (or killed) server says about itself in <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(int ProcessId, string DataDirectory, int Port, string SocketDirectory, string Status)
{
    /// <summary>True when the server accepts connections.</summary>
    public bool IsReady => Status is "ready";

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    /// <summary>Null when there is no such file, or only the beginning of one (the server is just writing it).</summary>
    public static PostmasterFile? TryRead(string dataDirectory)
    {
        string text;
        try
        {
            text = File.ReadAllText(PathIn(dataDirectory));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        // pid, data directory, start time, port, socket directory, listen address, shared memory key, status
        var lines = text.Split('\n');
        if (!int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid))
            return null;
        var port = int.TryParse(LineOf(3), CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new PostmasterFile(Math.Abs(pid), LineOf(1), port, LineOf(4), LineOf(7));

        string LineOf(int index) => lines.Length > index ? lines[index].Trim() : "";
    }

    /// <summary>
    /// True while the process that wrote the file runs. Process ids are used again (after a reboot, in every container), so the id alone proves nothing:
    /// on Linux its command line must name the folder that the file names, elsewhere it must be a postgres. A dead process nobody has collected yet has no command line.
    /// </summary>
    public bool IsAlive()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0').Contains(DataDirectory, StringComparer.Ordinal);
            using var process = System.Diagnostics.Process.GetProcessById(ProcessId);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}

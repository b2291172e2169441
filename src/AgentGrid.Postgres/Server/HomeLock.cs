namespace AgentGrid.Postgres.Server;

/// <summary>
/// Holds a home folder for this process. The operating system's file lock is the truth (it ends with the process, however that ends);
/// the text file beside it only says who holds it.
/// </summary>
internal sealed class HomeLock : IDisposable
{
    private readonly FileStream _lock;

    private HomeLock(FileStream file) => _lock = file;

    /// <exception cref="PostgresSetupException">Another process holds the folder; the message names it.</exception>
    public static HomeLock Acquire(string home, TimeProvider time)
    {
        var path = Path.Combine(home, "lock");
        var holderPath = Path.Combine(home, "lock.holder");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            var holder = File.Exists(holderPath) ? File.ReadAllText(holderPath).Trim() : "another process";
            throw new PostgresSetupException($"The folder {home} is in use by {holder}. Stop that one first, or set GRID_HOME to another folder.", e);
        }

        File.WriteAllText(holderPath, $"process {Environment.ProcessId} on {Environment.MachineName}, started {time.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z");
        return new HomeLock(file);
    }

    public void Dispose() => _lock.Dispose();
}

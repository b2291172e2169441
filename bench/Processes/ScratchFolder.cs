namespace AgentGrid.Bench.Processes;

/// <summary>A temporary folder that is removed afterwards. Everyone may enter it, because servers started as root continue as another user.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const UnixFileMode Enter = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    internal ScratchFolder() => File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | Enter);

    internal string Path { get; } = Directory.CreateTempSubdirectory("agentgrid-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

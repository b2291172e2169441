namespace AgentGrid.Architecture.Tests;

/// <summary>The files of this repository, without what builds and package managers put there. Paths are relative, with '/'.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal) { "bin", "obj", "node_modules", "dist", "TestResults", "artifacts" };

    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files with one of the endings.</summary>
    public static IReadOnlyList<SourceFile> Files(params string[] endings) =>
    [
        .. Paths(Root).Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Paths(string folder) => Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
        .Where(path => Path.GetFileName(path) is var name && name[0] != '.' && !Foreign.Contains(name))
        .SelectMany(Paths));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OrleansAgentGrid.sln"))) return folder.FullName;
        throw new InvalidOperationException("These tests must run inside the repository: no OrleansAgentGrid.sln above them.");
    }
}

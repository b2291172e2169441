namespace AgentGrid.Architecture.Tests.Sources;

/// <summary>The feature name is the address: the first folder below a project is a feature of the closed list, or one of the project's technical folders.</summary>
internal static class FolderRules
{
    private static readonly HashSet<string> Features = new(StringComparer.Ordinal)
    {
        "Agents", "Audit", "Chat", "Fleet", "Identity", "Knowledge", "Limits", "Projects", "Providers", "Rooms", "Settings", "Terminal",
    };

    // A test project has the folders of what it tests, and Hosting for its fixtures.
    private static readonly Dictionary<string, string[]> Technical = new(StringComparer.Ordinal)
    {
        ["src/AgentGrid.Contracts"] = [],
        ["src/AgentGrid.Domain"] = [],
        ["src/AgentGrid.Postgres"] = ["Database", "Migrations", "Server"],
        ["src/AgentGrid.Docker"] = ["Engine"],
        ["src/AgentGrid.Providers"] = ["Anthropic", "Gemini", "OpenAi", "Upstream"],
        ["grains"] = ["Hosting"],
        ["api"] = ["Hosting"],
    };

    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase) { "Common", "Helpers", "Utils", "Services", "Managers", "Models", "Interfaces" };

    public static IEnumerable<string> Check(SourceFile file)
    {
        foreach (var folder in file.Folders.Where(Forbidden.Contains)) yield return $"{file.Path}: '{folder}' says nothing; name the folder after what is in it.";

        var (project, folders) = Split(file.Folders);
        if (folders.Count > 0 && TechnicalOf(project) is { } technical && !Features.Contains(folders[0]) && !technical.Contains(folders[0]))
            yield return $"{file.Path}: '{folders[0]}' is neither a feature ({string.Join(' ', Features)}) nor a technical folder of {project} ({string.Join(' ', technical)}).";
    }

    private static (string Project, IReadOnlyList<string> Below) Split(IReadOnlyList<string> folders) => folders switch
    {
        ["src" or "tests", var name, ..] => ($"{folders[0]}/{name}", [.. folders.Skip(2)]),
        [var name, ..] => (name, [.. folders.Skip(1)]),
        _ => ("", []),
    };

    // Null: a project that is no feature code (the engine, the benchmarks, the tests of both).
    private static string[]? TechnicalOf(string project)
    {
        if (!project.StartsWith("tests/", StringComparison.Ordinal)) return Technical.GetValueOrDefault(project);
        var tested = project["tests/AgentGrid.".Length..].Split('.')[0];
        return (Technical.GetValueOrDefault($"src/AgentGrid.{tested}") ?? Technical.GetValueOrDefault(tested.ToLowerInvariant())) is { } own ? [.. own, "Hosting"] : null;
    }
}

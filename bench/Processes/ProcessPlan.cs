namespace AgentGrid.Bench.Processes;

/// <summary>How to start a program.</summary>
internal sealed record ProcessPlan(string Name, string File, IReadOnlyList<string> Arguments)
{
    /// <summary>Core list in the form of <c>taskset -c</c>; null = not pinned.</summary>
    public string? Cores { get; init; }

    /// <summary>Working folder; null = this process's.</summary>
    public string? Folder { get; init; }

    /// <summary>Variables set on top of this process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>This program again, in one of its inner roles, fully optimised from its first call (no tiering while it measures).</summary>
    internal static ProcessPlan Self(string role, params string[] arguments)
    {
        var program = System.Environment.ProcessPath!;
        var dotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] start = dotnet ? [System.Reflection.Assembly.GetEntryAssembly()!.Location, role] : [role];
        return new ProcessPlan(role, program, [.. start, .. arguments])
        {
            Environment = new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_gcConcurrent"] = "0" },
        };
    }
}

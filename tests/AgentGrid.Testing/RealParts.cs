namespace AgentGrid.Testing;

/// <summary>
/// What a test needs that may be missing on a machine (Node, Docker, a browser). A test without it is skipped with the reason; where the environment variable
/// <c>GRID_REQUIRE_REAL_PARTS</c> is 1, as in CI, it fails instead.
/// </summary>
public static class RealParts
{
    // xunit.v3's contract for skipping from libraries that do not reference it: an exception whose message begins so.
    private const string DynamicSkip = "$XunitDynamicSkip$";

    /// <summary>The program of this name on <c>PATH</c>. Ends the test when there is none.</summary>
    public static string Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)).FirstOrDefault(File.Exists)
        ?? throw Missing($"'{name}' is not on PATH");

    /// <summary>The exception that ends a test whose real part is missing.</summary>
    /// <param name="reason">What is missing, and where known how to get it.</param>
    public static Exception Missing(string reason) =>
        new InvalidOperationException(Environment.GetEnvironmentVariable("GRID_REQUIRE_REAL_PARTS") == "1" ? $"A real part is required and missing: {reason}" : DynamicSkip + reason);
}

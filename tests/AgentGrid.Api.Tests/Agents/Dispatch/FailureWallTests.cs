using System.Globalization;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

public sealed class FailureWallTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    public static TheoryData<string> Faults => [.. FailureWall.Rows.Select(row => row.ToString())];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Dispatch_with_a_fault_ends_as_the_table_says(string fault)
    {
        var row = FailureWall.Rows.Single(r => r.ToString() == fault);
        var pool = grid.NewPool();
        await using var faulty = new ScriptedUpstream(row.Script ?? Answers.Well("never"));
        await using var good = new ScriptedUpstream(Answers.Well("from b"));
        var endpoint = row.Endpoint is { } other ? string.Format(CultureInfo.InvariantCulture, other, faulty.Port) : faulty.Endpoint;
        var a = await grid.RegisterAsync(pool, "a", endpoint, new { timeoutSeconds = row.Silent ? 1 : 20 });
        await grid.RegisterAsync(pool, "b", good.Endpoint);

        var seen = await grid.ChatAsync(pool, row.Stream, row.WantUsage);
        var metered = await grid.NumbersAsync(a);

        Assert.Equal(row.Saw, seen.ToString().Replace(pool + "-", "", StringComparison.Ordinal));
        Assert.Equal(row.Metered, metered.ToString());
        Assert.Equal(row.Next == "b" ? 1 : 0, good.Requests.Count);
        Assert.Equal(row.Endpoint is null ? 1 : 0, faulty.Requests.Count);
        Assert.Equal(row.Next == "b" ? $"{pool}-b" : $"{pool}-a", seen.Header("x-grid-agent"));
        Assert.Equal(row.Next == "b" ? "2" : "1", seen.Header("x-grid-attempts"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{row} | {seen} | {metered} | {row.Next}");
    }

    [Fact]
    public async Task Document_shows_the_table()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansAgentGrid.sln"))) root = root.Parent!;
        var path = Path.Combine(root.FullName, "docs", "failure-wall.md");
        // A changed table is written down by: GRID_WRITE_DOCS=1 dotnet test tests/AgentGrid.Api.Tests
        if (Environment.GetEnvironmentVariable("GRID_WRITE_DOCS") == "1") await File.WriteAllTextAsync(path, FailureWall.Document(), TestContext.Current.CancellationToken);

        Assert.Equal(FailureWall.Document(), await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }
}

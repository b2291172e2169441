using System.Diagnostics.CodeAnalysis;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Architecture.Tests.Wire;

public sealed class ContractsTests
{
    private const string Update = "UPDATE_CONTRACTS_LOCK";
    private static readonly System.Reflection.Assembly Contracts = typeof(IAgentGrain).Assembly;
    private static readonly string LockFile = Path.Combine(Repository.Root, "tests", "AgentGrid.Architecture.Tests", "contracts.lock");

    [Fact]
    public void Wire_types_and_grain_interfaces_can_cross() => Faults.AssertNone(WireContract.Check(Contracts));

    [Fact]
    public void Aliases_are_grid_and_the_feature()
    {
        var aliases = WireContract.List(Contracts).Split('\n').Where(line => line.Length > 0 && line[0] != ' ').Select(line => line.Split(' ')[1]).ToArray();
        Assert.NotEmpty(aliases);
        Assert.All(aliases, alias => Assert.StartsWith("grid.", alias, StringComparison.Ordinal));
    }

    [Fact]
    public void Grain_methods_take_the_caller_first() => Faults.AssertNone(CallerRules.Check(Contracts.GetTypes()));

    [Fact]
    public void Check_finds_a_method_without_caller() => Assert.Equal(
        ["IAnonymousGrain.WithoutAsync: takes no Caller as its first argument.", "IAnonymousGrain.SecondAsync: takes no Caller as its first argument."],
        CallerRules.Check([typeof(IAnonymousGrain)]));

    [Fact]
    public void Contracts_are_those_of_contracts_lock()
    {
        var now = WireContract.List(Contracts);
        if (Environment.GetEnvironmentVariable(Update) == "1") File.WriteAllText(LockFile, now);
        var locked = File.Exists(LockFile) ? File.ReadAllText(LockFile).ReplaceLineEndings("\n") : "";

        Assert.True(locked == now,
            $"""
            The wire has changed. Processes of two versions talk to each other during an upgrade, so ids and aliases are for ever: add members with new ids, change and reuse none.
            {Difference(locked, now)}
            If this is meant, write the file anew and commit it with the change:  {Update}=1 dotnet test tests/AgentGrid.Architecture.Tests
            """);
    }

    [Fact]
    public void Difference_shows_what_went_and_what_came() =>
        Assert.Equal("- type a:   0 Old String\n+ type a:   1 New String\n+ type b", Difference("type a\n  0 Old String\n", "type a\n  1 New String\ntype b\n"));

    private static string Difference(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        return string.Join('\n', old.Except(now).Select(line => "- " + line).Concat(now.Except(old).Select(line => "+ " + line)));
    }

    /// <summary>Each line with the heading it stands under, so that equal members of different types stay apart.</summary>
    private static List<string> Lines(string text)
    {
        var heading = "";
        var lines = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ') heading = line;
            lines.Add(line[0] != ' ' ? line : $"{heading}: {line}");
        }

        return lines;
    }

    [SuppressMessage("Design", "CA1034", Justification = "A sample; the engine's generator wants it visible.")]
    [Alias("test.wire.anonymous-grain")]
    public interface IAnonymousGrain : IGrainWithStringKey
    {
        [Alias("with")]
        Task WithAsync(Caller caller, int value);

        [Alias("without")]
        Task WithoutAsync();

        [Alias("second")]
        Task SecondAsync(int value, Caller caller);
    }
}

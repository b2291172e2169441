namespace AgentGrid.Architecture.Tests.Sources;

public sealed class SourceRulesTests
{
    private const string Sound = "namespace AgentGrid.Sample;\n\n/// <summary>Sound.</summary>\npublic sealed class Sample;\n";

    [Fact]
    public void Files_of_the_repository_keep_the_rules()
    {
        var files = Repository.Files(".cs");
        Assert.Contains(files, file => file.Path == "grains/Agents/AgentGrain.cs");
        Faults.AssertNone(files.SelectMany(Check));
    }

    [Fact]
    public void Folders_of_the_repository_have_names_that_say_something() => Faults.AssertNone(Repository.Files(".ts", ".tsx", ".sql", ".md").SelectMany(FolderRules.Check));

    [Theory]
    [InlineData("src/AgentGrid.Domain/Agents/Sample.cs")]
    [InlineData("src/AgentGrid.Domain/Agents/Sample.Topic.cs")]
    [InlineData("src/AgentGrid.Postgres/Server/Sample.cs")]
    [InlineData("api/Hosting/Metrics/Sample.cs")]
    [InlineData("tests/AgentGrid.Grains.Tests/Hosting/Sample.cs")]
    [InlineData("src/AgentGrid.Engine/Anything/Sample.cs")]
    public void Check_of_a_sound_file_finds_nothing(string path) => Assert.Empty(Check(new SourceFile(path, Sound)));

    [Theory]
    [InlineData("src/AgentGrid.Domain/Wallets/Sample.cs", "'Wallets' is neither a feature")]
    [InlineData("grains/Database/Sample.cs", "'Database' is neither a feature")]
    [InlineData("tests/AgentGrid.Domain.Tests/Wallets/Sample.cs", "'Wallets' is neither a feature")]
    [InlineData("api/Agents/Helpers/Sample.cs", "'Helpers' says nothing")]
    [InlineData("src/AgentGrid.Engine/utils/Sample.cs", "'utils' says nothing")]
    [InlineData("api/Agents/Other.cs", "holds Sample")]
    public void Check_finds_a_wrong_address(string path, string fault) => AssertFault(path, Sound, fault);

    [Theory]
    [InlineData("namespace A { public class Sample; }", "not file-scoped")]
    [InlineData("public class Sample;", "types without a namespace")]
    [InlineData("namespace A; public class Sample; public enum Second { None }", "2 public types (Sample, Second)")]
    [InlineData("namespace A; public delegate void Second();", "holds Second")]
    [InlineData("namespace A; \n#if DEBUG\npublic class Sample;\n#endif\n", "#if outside of hosting code")]
    [InlineData("namespace A; public class Sample { /* TO" + "DO: later */ }", "contains TO" + "DO")]
    [InlineData("namespace A; public class Sample { int X => throw new NotImplemented" + "Exception(); }", "contains NotImplemented")]
    public void Check_finds_what_is_wrong_inside(string text, string fault) => AssertFault("api/Agents/Sample.cs", text, fault);

    [Theory]
    [InlineData("api/Agents/Sample.cs", 397, false)]
    [InlineData("api/Agents/Sample.cs", 398, true)]
    [InlineData("tests/AgentGrid.Api.Tests/Agents/Sample.cs", 597, false)]
    [InlineData("tests/AgentGrid.Api.Tests/Agents/Sample.cs", 598, true)]
    public void Check_counts_lines(string path, int added, bool isTooLong) =>
        Assert.Equal(isTooLong, Check(new SourceFile(path, Sound.Replace("\n\n", "\n" + new string('\n', added), StringComparison.Ordinal))).Any());

    [Theory]
    [InlineData("api/Agents/Sample.cs", "using AgentGrid.Grains.Hosting;", "only api/Hosting/GrainHosting.cs")]
    [InlineData("grains/Agents/Sample.cs", "using Npgsql;", "a grain asks a store")]
    [InlineData("src/AgentGrid.Domain/Agents/Sample.cs", "using System.Net.Http;", "the domain knows no engine")]
    public void Check_finds_a_forbidden_namespace(string path, string text, string fault) => AssertFault(path, $"{text}\n{Sound}", fault);

    [Fact]
    public void Check_lets_hosting_code_know_the_engine() =>
        Assert.DoesNotContain(Check(new SourceFile("api/Hosting/GrainHosting.cs", "#if ENGINE_ORLEANS\nusing AgentGrid.Grains;\n#endif\n")), fault => fault.Contains("#if", StringComparison.Ordinal));

    private static IEnumerable<string> Check(SourceFile file) => [.. FileRules.Check(file), .. FolderRules.Check(file), .. NamespaceRules.Check(file)];

    private static void AssertFault(string path, string text, string fault) =>
        Assert.Contains(Check(new SourceFile(path, text)), found => found.StartsWith(path, StringComparison.Ordinal) && found.Contains(fault, StringComparison.Ordinal));
}

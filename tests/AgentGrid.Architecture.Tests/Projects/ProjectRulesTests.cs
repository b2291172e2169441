namespace AgentGrid.Architecture.Tests.Projects;

public sealed class ProjectRulesTests
{
    [Fact]
    public void Projects_of_the_repository_keep_the_rules()
    {
        var projects = Repository.Files(".csproj");
        Assert.Contains(projects, project => project.Name == "AgentGrid.Domain.csproj");
        Faults.AssertNone(projects.SelectMany(ProjectRules.Check));
    }

    [Theory]
    [InlineData("src/AgentGrid.Domain/AgentGrid.Domain.csproj", "<PackageReference Include=\"Npgsql\" />", "the domain references nothing")]
    [InlineData("src/AgentGrid.Contracts/AgentGrid.Contracts.csproj", "<ProjectReference Include=\"../AgentGrid.Domain/AgentGrid.Domain.csproj\" />", "may not reference AgentGrid.Domain")]
    [InlineData("src/AgentGrid.Contracts/AgentGrid.Contracts.csproj", "<PackageReference Include=\"Npgsql\" />", "programming model only")]
    [InlineData("src/AgentGrid.Postgres/AgentGrid.Postgres.csproj", "<ProjectReference Include=\"..\\AgentGrid.Contracts\\AgentGrid.Contracts.csproj\" />", "may not reference AgentGrid.Contracts")]
    [InlineData("grains/AgentGrid.Grains.csproj", "<ProjectReference Include=\"../api/AgentGrid.Api.csproj\" />", "may not reference AgentGrid.Api")]
    [InlineData("api/AgentGrid.Api.csproj", "<ProjectReference Include=\"../tests/AgentGrid.Testing/AgentGrid.Testing.csproj\" />", "may not reference AgentGrid.Testing")]
    [InlineData("src/AgentGrid.New/AgentGrid.New.csproj", "", "a new project")]
    [InlineData("api/AgentGrid.Api.csproj", "<Compile Include=\"x.cs\" />", "<Compile> is no reference")]
    public void Check_finds_what_is_forbidden(string path, string item, string fault) =>
        Assert.Contains(ProjectRules.Check(new SourceFile(path, $"<Project><ItemGroup>{item}</ItemGroup></Project>")), found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void Check_finds_settings_that_belong_into_the_props_files() => Assert.Single(
        ProjectRules.Check(new SourceFile("grains/AgentGrid.Grains.csproj", "<Project><PropertyGroup><Nullable>disable</Nullable></PropertyGroup></Project>")),
        fault => fault.Contains("<Nullable>", StringComparison.Ordinal));
}

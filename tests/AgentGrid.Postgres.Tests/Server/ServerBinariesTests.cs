using AgentGrid.Postgres.Server;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Server;

public sealed class ServerBinariesTests
{
    [Fact]
    public void Find_nothing_installed_names_the_three_ways_on()
    {
        var refusal = Assert.Throws<PostgresSetupException>(() => ServerBinaries.Find(null, []));

        Assert.Contains("install PostgreSQL", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("GRID_POSTGRES_BIN", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("DATABASE_URL", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_wrong_override_is_an_error_though_others_exist()
    {
        var refusal = Assert.Throws<PostgresSetupException>(() => ServerBinaries.Find(Path.GetTempPath(), ServerBinaries.UsualPlaces()));

        Assert.Contains("GRID_POSTGRES_BIN", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_override_comes_instead_of_the_usual_places()
    {
        var found = ServerBinaries.Find(null, ServerBinaries.UsualPlaces())[0];

        Assert.Equal([found], ServerBinaries.Find(found.Directory, []));
    }

    [Fact]
    public void Choose_root_without_user_postgres_says_what_to_do()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess, "Only root hands the server to another user.");
        var home = TestPostgres.CreateHome();
        var passwd = Path.Combine(home, "passwd");
        File.WriteAllText(passwd, "root:x:0:0:root:/root:/bin/sh\n");

        var refusal = Assert.Throws<PostgresSetupException>(() => ServerAccount.Choose(passwd));

        Assert.Contains("no user 'postgres'", refusal.Message, StringComparison.Ordinal);
        Directory.Delete(home, recursive: true);
    }
}

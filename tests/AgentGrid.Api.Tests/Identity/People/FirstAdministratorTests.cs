using System.Text.RegularExpressions;
using AgentGrid.Api.Identity.People;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.People;

/// <summary>How the grid gets its first administrator.</summary>
public sealed partial class FirstAdministratorTests(TestPostgres postgres)
{
    private const string Password = "seven quiet lamps under the bridge";
    private const string NewAdministrator = """{"email":"boss@example.org","role":"admin","password":"seven quiet lamps under the bridge"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_start_prints_a_generated_password_once()
    {
        (string, string)[] environment = [("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: Cancel)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey)];
        string password;
        await using (var first = await GridProcess.ServeAsync(environment))
        {
            Assert.Contains($"sign in as {FirstAdministrator.Email}", first.Output, StringComparison.Ordinal);
            password = Generated().Match(first.Output).Value;
        }

        Assert.NotEmpty(password);
        Assert.Null(PasswordRules.Check(password, FirstAdministrator.Email));
        await using (var second = await GridProcess.ServeAsync(environment)) Assert.DoesNotMatch(Generated(), second.Output);
        await AssertPasswordAsync(environment[0].Item2, password);
    }

    [Fact]
    public async Task Given_password_is_used_and_not_printed()
    {
        (string, string)[] environment =
            [("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: Cancel)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_PASSWORD", Password)];
        await using (var grid = await GridProcess.ServeAsync(environment))
        {
            Assert.Contains("the password in GRID_ADMIN_PASSWORD", grid.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, grid.Output, StringComparison.Ordinal);
        }

        await AssertPasswordAsync(environment[0].Item2, Password);
    }

    [Theory]
    [InlineData("", "at least 12 characters")]
    [InlineData("admin-grid-local-admin", "Choose unrelated words")]
    public async Task Weak_password_ends_the_process_with_78(string password, string why)
    {
        var (exitCode, output) = await GridProcess.RunAsync(
            ["--urls", "http://127.0.0.1:0"],
            ("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: Cancel)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_PASSWORD", password));

        Assert.Equal(78, exitCode);
        Assert.StartsWith("GRID_ADMIN_PASSWORD cannot be used. ", output.Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains(why, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_alone_makes_nobody_and_is_refused_after_the_first_administrator()
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancel);
        await using (var grid = await GridUnderTest.StartOnAsync(database))
        {
            var users = grid.Host.Services.GetRequiredService<IUserStore>();
            Assert.Empty((await users.ListAsync(50, null, new UserFilter(), Cancel)).Items);
            var client = grid.Client();

            Assert.Equal(201, (await client.PostAnswerAsync("/api/v1/users", NewAdministrator)).Status);

            // By news: within a second.
            for (var tries = 0; (await client.GetAnswerAsync("/api/v1/users")).Status != 401; tries++)
            {
                Assert.True(tries < 100, "The bootstrap token still opens the grid.");
                await Task.Delay(20, Cancel);
            }
        }

        await using var again = await GridUnderTest.StartOnAsync(database);
        Assert.Equal(401, (await again.Client().GetAnswerAsync("/api/v1/users")).Status);
    }

    [Fact]
    public async Task Token_and_password_make_the_administrator_and_the_token_opens_nothing()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, $"GRID_ADMIN_PASSWORD={Password}");

        Assert.Equal(401, (await grid.Client().GetAnswerAsync("/api/v1/users")).Status);
        await AssertPasswordAsync(grid, Password);
    }

    private static async Task AssertPasswordAsync(string database, string password)
    {
        await using var grid = await GridUnderTest.StartOnAsync(database);
        await AssertPasswordAsync(grid, password);
    }

    private static async Task AssertPasswordAsync(GridUnderTest grid, string password)
    {
        var user = Assert.Single((await grid.Host.Services.GetRequiredService<IUserStore>().ListAsync(50, null, new UserFilter(), Cancel)).Items);
        Assert.Equal((FirstAdministrator.Email, UserRoles.Admin), (user.Email, user.Role));
        Assert.True(ScryptHash.Parse(user.PasswordHash)!.Verify(password));
    }

    [GeneratedRegex("(?<=^ +)([a-z2-9]{5}-){4}[a-z2-9]{5}$", RegexOptions.Multiline)]
    private static partial Regex Generated();
}

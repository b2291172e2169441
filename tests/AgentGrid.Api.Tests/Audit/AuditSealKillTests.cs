using System.Globalization;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;
using Npgsql;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>kill -9 of the real process while it seals.</summary>
public sealed class AuditSealKillTests(TestPostgres postgres)
{
    private const string Project = "project:1";
    private const int Entries = 20_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Each as soon as it is seen from outside, so a little later.</summary>
    [Theory]
    [InlineData("the archive is being written")]
    [InlineData("the archive is there")]
    [InlineData("the log says so")]
    [InlineData("contents are being deleted")]
    public async Task Kill_while_sealing_leaves_a_whole_log_and_the_next_run_ends_it(string when)
    {
        var url = await postgres.CreateDatabaseAsync(cancellationToken: Stop);
        var folder = AuditGrid.NewFolder();
        await using (var before = await AuditGrid.StartOnAsync(url, folder, keep: true))
        {
            await before.GrowAsync(Project, Entries);
            await before.ReadyAsync();
        }

        await KillAsync(url, folder, when);
        await using var after = await AuditGrid.StartOnAsync(url, folder);
        await AssertWholeAsync(after);
        var seal = await after.Service<AuditSeals>().LoadAsync(Stop);
        TestContext.Current.TestOutputHelper!.WriteLine($"{when}: {(seal is null ? "not sealed" : "sealed")}, {(await after.CountAsync()).Under} contents left to delete, {Directory.GetFiles(after.Archive).Length} files");

        await after.Service<AuditRetention>().RunAsync(Stop);
        Assert.Equal(0, (await after.CountAsync()).Under);
        await after.ReadyAsync();
        await after.SealAsync();
        Assert.Equal(0, (await after.CountAsync()).Under);
        await AssertWholeAsync(after);
        await after.SignAsync();
        var named = (await after.Service<AuditSeals>().LoadAsync(Stop))!.Seal.Archive;
        Assert.Equal((0, "verified"), await after.VerifyOfflineAsync(Path.Combine(after.Archive, named)));
    }

    private static async Task AssertWholeAsync(AuditGrid grid)
    {
        var report = await grid.VerifyAsync();
        Assert.True(report.GetProperty("status").GetString() is "verified" or "verified_to_checkpoint", report.GetRawText());
    }

    private static async Task KillAsync(string url, string folder, string when)
    {
        await using var connection = new NpgsqlConnection(url);
        await connection.OpenAsync(Stop);
        await using var grid = await GridProcess.ServeAsync(
            [("DATABASE_URL", url), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_TOKEN", GridUnderTest.AdminToken), .. AuditGrid.Settings(folder)]);
        var sealing = UntilGoneAsync(grid.Client(GridUnderTest.AdminToken));
        while (!sealing.IsCompleted && !await IsAsync(when, connection, Path.Combine(folder, "archive"))) await Task.Delay(1, Stop);
        grid.Kill();
        await grid.ExitAsync();
        await sealing;
    }

    private static async Task<bool> IsAsync(string when, NpgsqlConnection connection, string archive) => when switch
    {
        "the archive is being written" => Directory.Exists(archive) && Directory.GetFiles(archive, "*.partial").Length > 0,
        "the archive is there" => Directory.Exists(archive) && Directory.GetFiles(archive, "*.gz").Length > 0,
        "the log says so" => await CountAsync(connection, "SELECT (SELECT count(*) FROM audit_outbox WHERE event LIKE '%audit.sealed%') + (SELECT count(*) FROM audit_contents WHERE action = 'audit.sealed')") > 0,
        _ => await CountAsync(connection, $"SELECT count(*) FROM audit_contents WHERE index = 1 AND chain = (SELECT id FROM audit_chains WHERE name = '{Project}')") == 0,
    };

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Stop), CultureInfo.InvariantCulture);
    }

    private static async Task UntilGoneAsync(HttpClient client)
    {
        try
        {
            var answer = await client.PostAnswerAsync("/api/v1/audit/seals", $$"""{"before":"{{TimeProvider.System.GetUtcNow():O}}"}""");
            Assert.True(answer.Status == 200, answer.Text);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            // The process has gone.
        }
    }
}

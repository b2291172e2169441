using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;
using Npgsql;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>What somebody who owns the database does to the log, each alone, and who finds it: the query at once, the full verification, the offline verifier.</summary>
public sealed class AuditTamperTests(AuditTamperTests.Log log) : IClassFixture<AuditTamperTests.Log>
{
    private const int K = 9;

    /// <summary>The end of the log under the first checkpoint that covers entry k.</summary>
    private const int FirstSigned = 12;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Name, SQL, from which entry on everything is chained anew, and what is found: status, index, reason.</summary>
    public static TheoryData<string, string, int, string, int, string> Damages => new()
    {
        { "time of entry k", $"UPDATE audit_contents SET time = time + interval '1 second' WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "actor of entry k", $"UPDATE audit_contents SET actor_id = 'somebody-else' WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "action of entry k", $"UPDATE audit_contents SET action = 'agent.updated' WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "target of entry k", $"UPDATE audit_contents SET target_id = 'another' WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "result of entry k", $"UPDATE audit_contents SET result = 1 WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "address of entry k", $"UPDATE audit_contents SET address = '192.0.2.1' WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "request id of entry k", $"UPDATE audit_contents SET request_id = 'another' WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "details of entry k", $$"""UPDATE audit_contents SET details = '{"x":1}' WHERE index = {{K}}""", 0, "broken", K, "content_changed" },
        { "content hash of entry k", $"UPDATE audit_heads SET content_hash = sha256('x') WHERE index = {K}", 0, "broken", K, "content_changed" },
        { "fingerprint of entry k", $"UPDATE audit_heads SET fingerprint = sha256('x') WHERE index = {K}", 0, "broken", K, "fingerprint_changed" },
        { "previous fingerprint of entry k", $"UPDATE audit_heads SET previous_fingerprint = sha256('x') WHERE index = {K}", 0, "broken", K, "fingerprint_changed" },
        { "epoch of entry k", $"UPDATE audit_heads SET epoch = 2 WHERE index = {K}", 0, "broken", K, "fingerprint_changed" },
        { "delete k", $"DELETE FROM audit_contents WHERE index = {K}; DELETE FROM audit_heads WHERE index = {K}", 0, "broken", K, "missing" },
        {
            "swap k and k + 1", $"UPDATE audit_heads SET index = -index + {2 * K} + 1 + 1000000 WHERE index IN ({K}, {K + 1}); UPDATE audit_heads SET index = index - 1000000 WHERE index > 1000000;"
                + $"UPDATE audit_contents SET index = -index + {2 * K} + 1 + 1000000 WHERE index IN ({K}, {K + 1}); UPDATE audit_contents SET index = index - 1000000 WHERE index > 1000000",
            0, "broken", K, "fingerprint_changed"
        },
        {
            "insert one at k", $"UPDATE audit_heads SET index = index + 1000001 WHERE index >= {K}; UPDATE audit_heads SET index = index - 1000000 WHERE index > 1000000;"
                + $"UPDATE audit_contents SET index = index + 1000001 WHERE index >= {K}; UPDATE audit_contents SET index = index - 1000000 WHERE index > 1000000;"
                + $"INSERT INTO audit_heads (index, chain, epoch, version, previous_fingerprint, content_hash, fingerprint) SELECT {K}, chain, epoch, version, sha256('p'), content_hash, sha256('f') FROM audit_heads WHERE index = {K - 1};"
                + $"INSERT INTO audit_contents SELECT time, {K}, chain, result, action, actor_id, actor_kind, actor_name, target_type, target_id, target_name, address, request_id, details FROM audit_contents WHERE index = {K - 1}",
            0, "broken", K, "fingerprint_changed"
        },
        { "cut the last 3", "DELETE FROM audit_contents WHERE index > (SELECT max(index) - 3 FROM audit_heads); DELETE FROM audit_heads WHERE index > (SELECT max(index) - 3 FROM audit_heads)", 0, "truncated", -2, "tail_missing" },
        {
            "cut the last 3 and their checkpoints", "DELETE FROM audit_contents WHERE index > (SELECT max(index) - 3 FROM audit_heads); DELETE FROM audit_heads WHERE index > (SELECT max(index) - 3 FROM audit_heads);"
                + "DELETE FROM audit_checkpoints WHERE number > (SELECT min(number) FROM audit_checkpoints)", 0, "truncated", -2, "older_backup"
        },
        {
            // A copy of an earlier entry stands at the end, so the chain is as long as it was.
            "cut the last 1 and chain another", "DELETE FROM audit_contents WHERE index = (SELECT max(index) FROM audit_heads);"
                + "INSERT INTO audit_contents SELECT time, (SELECT max(index) FROM audit_heads), chain, result, action, actor_id, actor_kind, actor_name, target_type, target_id, target_name, address, request_id, details FROM audit_contents WHERE index = 2",
            -1, "broken", 0, "rechained"
        },
        { "chain everything anew", $"UPDATE audit_contents SET actor_id = 'somebody-else' WHERE index = {K}", K, "broken", FirstSigned, "rechained" },
        { "chain everything anew, checkpoints gone", $"DELETE FROM audit_checkpoints; UPDATE audit_contents SET actor_id = 'somebody-else' WHERE index = {K}", K, "broken", 0, "rechained" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_by_query_verification_and_offline_verifier(string name, string sql, int rechainFrom, string status, int index, string reason)
    {
        await using var grid = await AuditGrid.StartOnAsync(await log.CopyAsync(), log.CopyFolder());
        await grid.SignAsync();
        var last = (await grid.ReadAsync()).Count;
        await grid.TamperAsync(sql);
        if (rechainFrom != 0) await grid.RechainAsync(rechainFrom < 0 ? last + 1 + rechainFrom : rechainFrom);

        await CheckAsync(grid, name, (status, index > 0 ? index : last + index, reason));
    }

    [Fact]
    public async Task Older_dump_put_back_is_found_by_query_verification_and_offline_verifier()
    {
        // The database as it was, the folder as it is.
        await using var grid = await AuditGrid.StartOnAsync(await log.CopyAsync(older: true), log.CopyFolder());
        await CheckAsync(grid, "restore a dump from before", ("truncated", (await grid.ReadAsync()).Count + 1, "older_backup"));
    }

    [Fact]
    public async Task Content_that_is_gone_and_was_not_sealed_is_found_by_a_walk_and_told_of_in_queries()
    {
        await using var grid = await AuditGrid.StartOnAsync(await log.CopyAsync(), log.CopyFolder());
        await grid.TamperAsync($"DELETE FROM audit_contents WHERE index = {K}");
        await grid.WalkAsync();

        Assert.Equal(("broken", K, "content_missing"), Of(await grid.VerifyAsync()));
        Assert.Equal(("broken", K, "content_missing"), Of((await grid.QueryAsync("?limit=1")).GetProperty("integrity")));
        Assert.Equal((1, $"broken at entry {K} of chain system: content_missing"), await grid.VerifyOfflineAsync());
    }

    [Fact]
    public async Task Entry_outside_of_the_answer_is_found_by_the_background_verifier_and_told_of_in_every_answer()
    {
        await using var grid = await AuditGrid.StartOnAsync(await log.CopyAsync(), log.CopyFolder());
        await grid.TamperAsync($"UPDATE audit_contents SET actor_id = 'hidden' WHERE index = {K}");
        Assert.Equal(("verified_to_checkpoint", 0, null), Of((await grid.QueryAsync("?limit=1")).GetProperty("integrity")));

        await grid.WalkAsync();
        Assert.Equal(("broken", K, "content_changed"), Of((await grid.QueryAsync("?limit=1")).GetProperty("integrity")));
        Assert.Equal("broken", (await grid.QueryAsync("?limit=1")).GetProperty("integrity").GetProperty("verifiedThrough").GetProperty("status").GetString());
        await grid.TamperAsync($"UPDATE audit_contents SET actor_id = 'bootstrap-admin' WHERE index = {K}");
        await grid.WalkAsync();
        Assert.Equal("verified", (await grid.QueryAsync($"?actor=bootstrap-admin&to={Uri.EscapeDataString(log.End.ToString("O"))}")).GetProperty("integrity").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Details_that_are_no_json_any_more_are_found_and_exported_to_be_found()
    {
        await using var grid = await AuditGrid.StartOnAsync(await log.CopyAsync(), log.CopyFolder());
        await grid.TamperAsync($"UPDATE audit_contents SET details = 'not json' WHERE index = {K}");

        Assert.Equal(("broken", K, "content_unreadable"), Of((await grid.QueryAsync("?limit=200")).GetProperty("integrity")));
        Assert.Equal(("broken", K, "content_unreadable"), Of(await grid.VerifyAsync()));
        Assert.Equal((1, $"broken at entry {K} of chain system: content_changed"), await grid.VerifyOfflineAsync());
    }

    private static async Task CheckAsync(AuditGrid grid, string name, (string Status, int Index, string? Reason) expected)
    {
        var query = Of((await grid.QueryAsync("?limit=200")).GetProperty("integrity"));
        var verified = Of(await grid.VerifyAsync());
        var (exit, offline) = await grid.VerifyOfflineAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"| {name} | {query.Status} {query.Index} {query.Reason} | {verified.Status} {verified.Index} {verified.Reason} | {exit}: {offline} |");
        Assert.Equal(1, exit);
        // A log that was chained anew differs from every checkpoint: the walk meets the first of them, the query looks at the last.
        Assert.Equal(verified, verified.Reason == "rechained" ? (query.Status, verified.Index, query.Reason) : query);
        Assert.Equal($"{verified.Status} at entry {verified.Index} of chain system: {verified.Reason}", offline);
        Assert.Equal(expected, verified);
    }

    private static (string Status, int Index, string? Reason) Of(System.Text.Json.JsonElement integrity) => (
        integrity.GetProperty("status").GetString()!,
        integrity.GetProperty("brokenAt") is { ValueKind: System.Text.Json.JsonValueKind.Number } index ? index.GetInt32() : 0,
        integrity.GetProperty("reason").GetString());

    /// <summary>A log of some twenty entries under several checkpoints, and as it was half-way; copied for each test.</summary>
    public sealed class Log(TestPostgres postgres) : IAsyncLifetime
    {
        private readonly string _folder = AuditGrid.NewFolder();
        private string _older = "";
        private string _whole = "";

        /// <summary>After its last entry.</summary>
        public DateTimeOffset End { get; private set; }

        public async ValueTask InitializeAsync()
        {
            _whole = await postgres.CreateDatabaseAsync(cancellationToken: Stop);
            await GrowAsync("early");
            _older = await CopyAsync(_whole);
            await GrowAsync("late");
            End = TimeProvider.System.GetUtcNow();
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        public Task<string> CopyAsync(bool older = false) => CopyAsync(older ? _older : _whole);

        public string CopyFolder()
        {
            var copy = AuditGrid.NewFolder();
            foreach (var file in Directory.GetFiles(_folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            return copy;
        }

        private async Task<string> CopyAsync(string url)
        {
            var from = new NpgsqlConnectionStringBuilder(url);
            var to = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync(migrated: false, Stop));
            var name = to.Database + "_log";
            await TestPostgres.RunAsync(to.ConnectionString, $"CREATE DATABASE {name} TEMPLATE {from.Database}", Stop);
            return new NpgsqlConnectionStringBuilder(url) { Database = name }.ConnectionString;
        }

        private async Task GrowAsync(string name)
        {
            await using var grid = await GridUnderTest.StartOnAsync(_whole, $"GRID_AUDIT_CHECKPOINTS={_folder}");
            var admin = grid.Client();
            for (var i = 0; i < 5; i++)
            {
                var id = await admin.RegisterAsync($$"""{"name":"{{name}}-{{i}}","kind":"none"}""");
                Assert.Equal(204, (await admin.DeleteAnswerAsync($"/api/v1/agents/{id}")).Status);
            }
        }
    }
}

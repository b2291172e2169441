using AgentGrid.Verify;

namespace AgentGrid.Audit.Tests.Bundles;

/// <summary>The console program, called as from a shell.</summary>
public sealed class VerifyProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-");
    private readonly Log _log = Log.Grown();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Verify_good_bundle_exits_0()
    {
        var (exit, output, error) = await RunAsync("verify", await ExportAsync(), "--key", Sample.Key.KeyId, "--checkpoint", File(string.Join('\n', _log.Checkpoints)));
        Assert.Equal(
            $"""
            chain project:1: 4 entries, all whole
            chain system: 8 entries, all whole
            checkpoints: 3
            trusted: checkpoint 3 of 2026-07-01T08:02:00Z; 0 entries are newer
            verified

            """, output, ignoreLineEndingDifferences: true);
        Assert.Equal((VerifyProgram.Good, ""), (exit, error));
    }

    [Fact]
    public async Task Verify_says_what_was_not_compared_and_what_is_newer()
    {
        await _log.SealAsync(1);
        _log.Append("system", 1);
        var (exit, output, _) = await RunAsync("verify", await ExportAsync(), "--key", Sample.Key.KeyId);
        Assert.Equal(VerifyProgram.Good, exit);
        Assert.Contains("chain system: 10 entries, 4 of them sealed, all whole", output, StringComparison.Ordinal);
        Assert.Contains("2 entries are newer", output, StringComparison.Ordinal);
        Assert.Contains("not compared with a checkpoint kept outside", output, StringComparison.Ordinal);
        Assert.EndsWith("verified_to_checkpoint\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_with_the_archive_proves_what_was_sealed()
    {
        var archive = Path.Combine(_folder.FullName, "archive.ndjson.gz");
        await System.IO.File.WriteAllBytesAsync(archive, await _log.SealAsync(2), TestContext.Current.CancellationToken);
        var bundle = await ExportAsync();
        var (exit, output, _) = await RunAsync("verify", bundle, "--key", Sample.Key.KeyId, "--archive", archive);
        Assert.Equal(VerifyProgram.Good, exit);
        Assert.Contains("chain system: 9 entries, all whole", output, StringComparison.Ordinal);
        Assert.Contains($"archive {archive}: 8 contents, the file that was sealed", output, StringComparison.Ordinal);
        (exit, output, _) = await RunAsync("verify", bundle, "--key", Sample.Key.KeyId, "--archive", await ExportAsync());
        Assert.Equal(VerifyProgram.Broken, exit);
        Assert.EndsWith("broken: archive_changed\n", output, StringComparison.Ordinal);
        (exit, _, _) = await RunAsync("verify", bundle, "--key", Sample.Key.KeyId, "--archive", File("x"));
        Assert.Equal(VerifyProgram.Unreadable, exit);
    }

    [Fact]
    public async Task Verify_broken_bundle_exits_1_and_says_where_and_why()
    {
        _log.Chains["system"][4] = _log.Chains["system"][4] with { Event = Sample.Event(99) };
        var (exit, output, _) = await RunAsync("verify", await ExportAsync(), "--key", Sample.Key.KeyId);
        Assert.Equal(VerifyProgram.Broken, exit);
        Assert.Contains("chain system: 4 entries, then chain system, entry 5: content_changed", output, StringComparison.Ordinal);
        Assert.EndsWith("broken at entry 5 of chain system: content_changed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_older_log_than_the_checkpoints_kept_outside_exits_1()
    {
        var bundle = await ExportAsync();
        _log.Append("system", 3).Checkpoint();
        var (exit, output, _) = await RunAsync("verify", bundle, "--key", Sample.Key.KeyId, "--checkpoint", File(string.Join('\n', _log.Checkpoints)));
        Assert.Equal(VerifyProgram.Broken, exit);
        Assert.EndsWith("truncated at entry 9 of chain system: older_backup\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_other_key_exits_1()
    {
        var (exit, output, _) = await RunAsync("verify", await ExportAsync(), "--key", "another");
        Assert.Equal(VerifyProgram.Broken, exit);
        Assert.EndsWith("unanchored\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_half_a_line_at_the_end_of_the_checkpoints_is_passed_over_aloud()
    {
        var file = File($"{_log.Checkpoints[0]}\n{_log.Checkpoints[1].ToString()[..40]}");
        var (exit, _, error) = await RunAsync("verify", await ExportAsync(), "--key", Sample.Key.KeyId, "--checkpoint", file);
        Assert.Equal(VerifyProgram.Good, exit);
        Assert.Contains("number 1, is used", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_what_cannot_be_read_exits_2()
    {
        var bundle = await ExportAsync();
        string[][] calls =
        [
            [],
            ["verify"],
            ["verify", bundle],
            ["verify", "--key", "k"],
            ["verify", bundle, "--key"],
            ["verify", bundle, "--key", "k", "--other"],
            ["sign", bundle],
            ["verify", Path.Combine(_folder.FullName, "none"), "--key", "k"],
            ["verify", _folder.FullName, "--key", "k"],
            ["verify", bundle, "--key", ""],
            ["verify", bundle, "--key", "k", "--checkpoint", Path.Combine(_folder.FullName, "none")],
            ["verify", bundle, "--key", "k", "--checkpoint", File("")],
            ["verify", bundle, "--key", "k", "--checkpoint", bundle],
            ["verify", File("{}\n"), "--key", "k"],
        ];
        foreach (var call in calls)
        {
            var (exit, _, error) = await RunAsync(call);
            Assert.True(exit == VerifyProgram.Unreadable && error.Length > 0, $"{string.Join(' ', call)}: {exit} {error}");
        }
    }

    private async Task<string> ExportAsync()
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        await System.IO.File.WriteAllBytesAsync(path, await _log.ExportAsync(), TestContext.Current.CancellationToken);
        return path;
    }

    private string File(string text)
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await VerifyProgram.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}

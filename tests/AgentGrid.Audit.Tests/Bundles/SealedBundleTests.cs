using System.IO.Compression;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Audit.Tests.Bundles;

/// <summary>Logs whose contents were sealed, and what is no seal.</summary>
public sealed class SealedBundleTests
{
    private readonly Log _log = Log.Grown();

    private static long Sealed(AuditBundleReport report) => report.Chains.Sum(chain => chain.Sealed);

    private static (AuditFault?, string?, long?) Found(AuditBundleReport report) => (report.Integrity.Reason, report.Integrity.Chain, report.Integrity.BrokenAt);

    [Fact]
    public async Task Sealed_contents_stay_verified()
    {
        await _log.SealAsync(2);
        var report = await _log.VerifyAsync();
        Assert.Equal((AuditIntegrityStatus.VerifiedToCheckpoint, 8L), (report.Integrity.Status, Sealed(report)));
        _log.Checkpoint();
        Assert.Equal(AuditIntegrityStatus.Verified, (await _log.VerifyAsync()).Integrity.Status);
    }

    [Theory]
    [InlineData("system", 6)]
    [InlineData("project:1", 2)]
    public async Task Content_that_is_gone_above_the_bound_is_missing(string chain, int at)
    {
        await _log.SealAsync(2);
        _log.Chains[chain][at] = _log.Chains[chain][at].Seal();
        Assert.Equal((AuditFault.ContentMissing, chain, at + 1), Found(await _log.VerifyAsync()));
    }

    [Fact]
    public async Task Content_that_is_gone_without_a_seal_is_missing()
    {
        _log.Chains["system"][0] = _log.Chains["system"][0].Seal();
        Assert.Equal((AuditFault.ContentMissing, "system", 1), Found(await _log.VerifyAsync()));
    }

    [Fact]
    public async Task Seal_that_the_bundle_does_not_begin_with_does_not_count()
    {
        await _log.SealAsync(1);
        _log.Sealed = null;
        Assert.Equal((AuditFault.ContentMissing, "project:1", 1), Found(await _log.VerifyAsync()));
    }

    [Fact]
    public async Task Seal_that_is_no_entry_of_the_log_is_found()
    {
        await _log.SealAsync(1);
        _log.Chains["system"].RemoveAt(8);
        Assert.Equal((AuditFault.SealMissing, "system", 9), Found(await _log.VerifyAsync()));
    }

    /// <summary>Whoever owns the database can get such an entry into the log, and also the key into the bundle.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Seal_of_another_key_does_not_count(bool inBundle)
    {
        var other = SigningKey.Create(JwtAlgorithm.Es256);
        if (inBundle) _log.Keys.Add(other.Public);
        await _log.SealAsync(1, key: other);
        _log.Checkpoint();
        Assert.Equal((AuditFault.ContentMissing, "project:1", 1), Found(await _log.VerifyAsync()));
    }

    [Fact]
    public async Task Seal_of_an_older_key_counts_when_the_trusted_one_vouches_for_its_checkpoint()
    {
        await _log.SealAsync(1);
        _log.Key = SigningKey.Create(JwtAlgorithm.Es256);
        _log.Keys.Add(_log.Key.Public);
        _log.Checkpoint();
        Assert.Equal((AuditIntegrityStatus.Verified, 6L), ((await _log.VerifyAsync(key: _log.Key.KeyId)).Integrity.Status, Sealed(await _log.VerifyAsync(key: _log.Key.KeyId))));
    }

    [Theory]
    [InlineData("\"checkpoint\":1", "\"checkpoint\":3")]
    [InlineData("\"after\":0", "\"after\":-1")]
    [InlineData("\"archive\":\"archive\"", "\"archive\":\"other\"")]
    [InlineData("\"key\":", "\"kei\":")]
    [InlineData("\"details\":{", "\"details\":7,\"x\":{")]
    public async Task Seal_that_was_changed_does_not_count(string from, string to)
    {
        await _log.SealAsync(1);
        var lines = Log.Lines(await _log.ExportAsync());
        var at = Array.FindIndex(lines, line => line.StartsWith("{\"seal\"", StringComparison.Ordinal));
        Assert.Contains(from, lines[at], StringComparison.Ordinal);
        lines[at] = lines[at].Replace(from, to, StringComparison.Ordinal);
        Assert.Equal((AuditFault.ContentMissing, "project:1", 1), Found(await Log.VerifyAsync(Log.Bytes(lines))));
    }

    [Fact]
    public async Task Archives_prove_what_was_sealed()
    {
        var first = await _log.SealAsync(1);
        var second = await _log.SealAsync(3, after: 1);
        _log.Checkpoint();
        var report = await _log.VerifyAsync(archives: [second, first]);
        Assert.Equal((AuditIntegrityStatus.Verified, 0L), (report.Integrity.Status, Sealed(report)));
        // The first seal lies in what the second archive does not hold: it was said after it.
        Assert.Equal((AuditIntegrityStatus.Verified, 6L), ((await _log.VerifyAsync(archives: second)).Integrity.Status, Sealed(await _log.VerifyAsync(archives: second))));
    }

    [Fact]
    public async Task Archive_in_which_a_content_was_changed_is_found_at_the_entry()
    {
        using var packed = new GZipStream(new MemoryStream(await _log.SealAsync(2)), CompressionMode.Decompress);
        using var text = new MemoryStream();
        await packed.CopyToAsync(text, TestContext.Current.CancellationToken);
        var lines = Log.Lines(text.ToArray());
        var at = Array.FindIndex(lines, line => line.Contains("\"chain\":\"system\",\"content\":{", StringComparison.Ordinal) && line.Contains("\"index\":3,", StringComparison.Ordinal));
        lines[at] = lines[at].Replace("192.0.2.7", "192.0.2.8", StringComparison.Ordinal);
        Assert.Equal((AuditFault.ContentChanged, "system", 3), Found(await _log.VerifyAsync(archives: Log.Bytes(lines))));
        // Left out instead: what the others say is true, but this is not the file that was sealed.
        Assert.Equal((AuditFault.ArchiveChanged, null, null), Found(await _log.VerifyAsync(archives: Log.Bytes([lines[0], lines[^1].Replace("\"checkpoints\":1,\"entries\":8", "\"checkpoints\":0,\"entries\":0", StringComparison.Ordinal)]))));
    }

    [Fact]
    public async Task Archive_does_not_stand_in_for_contents_that_were_not_sealed()
    {
        var other = _log.Backup();
        var archive = await other.SealAsync(3);
        await _log.SealAsync(1);
        _log.Chains["system"][6] = _log.Chains["system"][6].Seal();
        Assert.Equal((AuditFault.ContentMissing, "system", 7), Found(await _log.VerifyAsync(archives: archive)));
    }

    [Fact]
    public async Task Log_that_is_sealed_at_any_points_stays_whole_and_one_content_less_is_found()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var log = new Log();
            var (bound, archives) = (0, new List<byte[]>());
            for (var step = 0; step < 12; step++)
            {
                log.Append(random.Next(3) switch { 0 => "project:1", 1 => "room:1", _ => "system" }, random.Next(1, 6)).Append("system", 1).Checkpoint();
                if (random.Next(3) > 0) continue;
                var through = random.Next(bound, log.Checkpoints.Count) + 1;
                if (through <= bound) continue;
                archives.Add(await log.SealAsync(through, bound));
                bound = through;
            }

            log.Checkpoint();
            var report = await log.VerifyAsync();
            Assert.True(report.Integrity.Status == AuditIntegrityStatus.Verified, $"seed {seed}: {report.Integrity}");
            Assert.Equal(bound == 0 ? 0 : log.Checkpoints[bound - 1].Heads.Sum(head => head.Index), Sealed(report));
            report = await log.VerifyAsync(archives: [.. archives]);
            Assert.True(report.IsGood && Sealed(report) == 0, $"seed {seed}: {report.Integrity}, {Sealed(report)} not proven");

            var (chain, entries) = log.Chains.ElementAt(random.Next(log.Chains.Count));
            var above = Enumerable.Range(0, entries.Count).Where(at => !entries[at].IsSealed && entries[at] != log.Sealed).ToList();
            if (above.Count == 0) continue;
            var gone = above[random.Next(above.Count)];
            entries[gone] = entries[gone].Seal();
            Assert.Equal((AuditFault.ContentMissing, chain, gone + 1), Found(await log.VerifyAsync()));
        }
    }

    [Fact]
    public void Seal_is_read_as_it_was_written_and_nothing_else_is()
    {
        var seal = AuditSeal.Sign(1, _log.Checkpoints[2], "a.ndjson.gz", _log.Checkpoints[0].Hash, Sample.Key);
        var happened = Sample.Event() with { Action = AuditActions.AuditSealed, Details = seal.ToDetails(Sample.Start, 5) };
        var content = new AuditContent().Write(happened).ToArray();
        foreach (var read in new[] { AuditSeal.Of(happened)!, AuditSeal.OfContent(content)! })
        {
            Assert.Equal((1L, 3L, _log.Checkpoints[2].Hash, "a.ndjson.gz", _log.Checkpoints[0].Hash), (read.After, read.Checkpoint, read.CheckpointHash, read.Archive, read.ArchiveHash));
            Assert.True(read.IsSignedBy(Sample.Key.Public));
            Assert.False(read.IsSignedBy(SigningKey.Create(JwtAlgorithm.Es256).Public));
        }

        Assert.Null(AuditSeal.Of(happened with { Action = AuditActions.AuditHeartbeat }));
        Assert.Null(AuditSeal.Of(happened with { Details = "[]" }));
        Assert.Null(AuditSeal.Of(happened with { Details = null }));
        Assert.Throws<ArgumentException>(() => AuditSeal.Sign(3, _log.Checkpoints[2], "a", default, Sample.Key));
        Assert.Throws<ArgumentException>(() => AuditSeal.Sign(0, _log.Checkpoints[2], new string('a', AuditSeal.MaxArchiveLength + 1), default, Sample.Key));
    }
}

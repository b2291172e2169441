using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Audit.Tests.Bundles;

public sealed class BundleVerifierTests
{
    private readonly Log _log = Log.Grown();

    [Fact]
    public async Task VerifyAsync_whole_log_is_verified()
    {
        var report = await _log.VerifyAsync();
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Verified, null, null, null, 3), report.Integrity);
        Assert.True(report.IsGood);
        Assert.Equal([("project:1", 4L, 0L), ("system", 8L, 0L)], report.Chains.Select(chain => (chain.Chain, chain.Entries, chain.Sealed)));
        Assert.Equal((3L, 0L, _log.Checkpoints[^1].Hash), (report.Checkpoints, report.Beyond, report.Anchor!.Hash));
    }

    [Fact]
    public async Task VerifyAsync_entries_after_the_last_checkpoint_are_said_to_be_so()
    {
        var report = await _log.Append("system", 1).Append("project:2", 2).VerifyAsync();
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.VerifiedToCheckpoint, null, null, null, 3), report.Integrity);
        Assert.Equal((true, 3L), (report.IsGood, report.Beyond));
    }

    [Fact]
    public async Task VerifyAsync_without_checkpoints_is_unanchored()
    {
        _log.Checkpoints.Clear();
        var report = await _log.VerifyAsync();
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Unanchored, null, null, null, null), report.Integrity);
        Assert.False(report.IsGood);
    }

    /// <summary>Everything made anew, with a key of its own in the bundle: all fits, but it is not the key that was given.</summary>
    [Fact]
    public async Task VerifyAsync_log_under_another_key_is_unanchored()
    {
        var other = SigningKey.Create(JwtAlgorithm.Es256);
        var forged = new Log { Key = other, Keys = [other.Public] };
        forged.Append("system", 8, "198.51.100.1").Checkpoint();
        Assert.Equal(AuditIntegrityStatus.Unanchored, (await forged.VerifyAsync()).Integrity.Status);
        // The trusted key lies in the bundle too; it signed nothing.
        forged.Keys.Add(Sample.Key.Public);
        Assert.Equal(AuditIntegrityStatus.Unanchored, (await forged.VerifyAsync()).Integrity.Status);
        Assert.Equal(AuditIntegrityStatus.Verified, (await forged.VerifyAsync(key: other.KeyId)).Integrity.Status);
    }

    [Fact]
    public async Task VerifyAsync_keys_may_follow_each_other()
    {
        _log.Key = SigningKey.Create(JwtAlgorithm.Es256);
        _log.Keys.Add(_log.Key.Public);
        _log.Append("system", 2).Checkpoint();
        // The new key vouches, through the hash of the one before, for what the old one signed.
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Verified, null, null, null, 4), (await _log.VerifyAsync(key: _log.Key.KeyId)).Integrity);
        var old = await _log.VerifyAsync();
        Assert.Equal((AuditIntegrityStatus.VerifiedToCheckpoint, 3L, 2L), (old.Integrity.Status, old.Anchor!.Number, old.Beyond));
    }

    [Fact]
    public async Task VerifyAsync_entry_that_was_changed_is_found()
    {
        var system = _log.Chains["system"];
        system[4] = system[4] with { Event = Sample.Event(99) };
        await AssertBrokenAsync(AuditIntegrityStatus.Broken, AuditFault.ContentChanged, 5, null);
    }

    [Fact]
    public async Task VerifyAsync_entry_that_was_deleted_is_found()
    {
        _log.Chains["system"].RemoveAt(4);
        await AssertBrokenAsync(AuditIntegrityStatus.Broken, AuditFault.Missing, 5, null);
    }

    [Fact]
    public async Task VerifyAsync_entries_that_changed_places_are_found()
    {
        var system = _log.Chains["system"];
        (system[2], system[5]) = (system[5], system[2]);
        await AssertBrokenAsync(AuditIntegrityStatus.Broken, AuditFault.OutOfOrder, 3, null);
    }

    [Fact]
    public async Task VerifyAsync_fork_is_found()
    {
        var system = _log.Chains["system"];
        system.Insert(6, Sample.After(system[4].Link.Head, 1, "198.51.100.1")[0]);
        await AssertBrokenAsync(AuditIntegrityStatus.Broken, AuditFault.Forked, 6, null);
    }

    [Fact]
    public async Task VerifyAsync_truncated_chain_is_found()
    {
        _log.Chains["system"].RemoveRange(6, 2);
        await AssertBrokenAsync(AuditIntegrityStatus.Truncated, AuditFault.TailMissing, 7, 3);
    }

    [Fact]
    public async Task VerifyAsync_truncated_and_rechained_is_found()
    {
        _log.Chains["system"].RemoveRange(5, 3);
        _log.Append("system", 5, "198.51.100.1");
        await AssertBrokenAsync(AuditIntegrityStatus.Broken, AuditFault.Rechained, 6, 2);
    }

    [Fact]
    public async Task VerifyAsync_chain_that_is_gone_is_found()
    {
        _log.Chains.Remove("system");
        await AssertBrokenAsync(AuditIntegrityStatus.Truncated, AuditFault.ChainMissing, 1, 1);
    }

    /// <summary>Chains and checkpoints of an older day agree with each other: only what was kept outside shows it.</summary>
    [Fact]
    public async Task VerifyAsync_older_backup_is_found_by_a_checkpoint_kept_outside()
    {
        var backup = _log.Backup();
        var outside = _log.Append("system", 3).Checkpoint();
        Assert.Equal(AuditIntegrityStatus.Verified, (await backup.VerifyAsync()).Integrity.Status);
        var report = await backup.VerifyAsync(outside);
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Truncated, "system", 9, AuditFault.OlderBackup, 4), report.Integrity);
        Assert.Equal(new AuditFinding(AuditFault.OlderBackup, null, null, 4), report.CheckpointFinding);
    }

    [Fact]
    public async Task VerifyAsync_older_backup_in_which_nothing_but_checkpoints_is_missing_is_found()
    {
        var outside = _log.Checkpoints[^1];
        _log.Checkpoints.RemoveAt(2);
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Truncated, null, null, AuditFault.OlderBackup, 3), (await _log.VerifyAsync(outside)).Integrity);
    }

    /// <summary>After the backup was put back the grid went on, with checkpoints of its own.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task VerifyAsync_older_backup_that_went_on_is_found(int further)
    {
        var backup = _log.Backup();
        var outside = _log.Append("system", 3).Checkpoint();
        for (var i = 0; i < further; i++)
            backup.Append("system", 4, "198.51.100.1").Checkpoint();
        Assert.Equal(AuditIntegrityStatus.Verified, (await backup.VerifyAsync()).Integrity.Status);
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Broken, "system", 11, AuditFault.Rechained, 4), (await backup.VerifyAsync(outside)).Integrity);
    }

    [Fact]
    public async Task VerifyAsync_checkpoint_kept_outside_that_the_log_has_is_no_finding()
    {
        foreach (var checkpoint in _log.Checkpoints)
            Assert.True((await _log.VerifyAsync(checkpoint)).IsGood);
        // Also when the log keeps only later ones.
        var first = _log.Checkpoints[0];
        _log.Checkpoints.RemoveAt(0);
        Assert.True((await _log.VerifyAsync(first)).IsGood);
    }

    [Fact]
    public async Task VerifyAsync_checkpoint_kept_outside_that_no_longer_fits_is_found()
    {
        var other = new Log();
        other.Append("system", 4, "198.51.100.1").Checkpoint();
        other.Append("system", 4, "198.51.100.1").Checkpoint();
        _log.Checkpoints.RemoveAt(0);
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Broken, "system", 4, AuditFault.Rechained, 1), (await _log.VerifyAsync(other.Checkpoints[0])).Integrity);
        Assert.Equal(AuditFault.CheckpointChanged, (await _log.VerifyAsync(other.Checkpoints[1])).CheckpointFinding!.Fault);
    }

    [Fact]
    public async Task VerifyAsync_checkpoint_that_is_missing_is_found()
    {
        _log.Checkpoints.RemoveAt(1);
        var report = await _log.VerifyAsync();
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Broken, null, null, AuditFault.CheckpointLink, 3), report.Integrity);
        Assert.All(report.Chains, chain => Assert.Null(chain.Finding));
    }

    [Fact]
    public async Task VerifyAsync_checkpoint_without_its_key_is_found()
    {
        _log.Keys.Clear();
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Broken, null, null, AuditFault.CheckpointSignature, 1), (await _log.VerifyAsync()).Integrity);
    }

    [Fact]
    public async Task VerifyAsync_first_broken_chain_is_the_verdict_and_each_chain_has_its_own()
    {
        _log.Chains["project:1"].RemoveAt(1);
        _log.Chains["system"][2] = _log.Chains["system"][2] with { Event = Sample.Event(99) };
        var report = await _log.VerifyAsync();
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Broken, "project:1", 2, AuditFault.Missing, 3), report.Integrity);
        Assert.Equal([AuditFault.Missing, AuditFault.ContentChanged], report.Chains.Select(chain => chain.Finding!.Fault));
    }

    private async Task AssertBrokenAsync(AuditIntegrityStatus status, AuditFault fault, long index, long? checkpoint)
    {
        var report = await _log.VerifyAsync();
        Assert.Equal(new AuditIntegrity(status, "system", index, fault, checkpoint ?? 3), report.Integrity);
        Assert.False(report.IsGood);
        Assert.Equal(new AuditFinding(fault, "system", index, checkpoint), report.Chains.SingleOrDefault(chain => chain.Chain == "system")?.Finding);
    }
}

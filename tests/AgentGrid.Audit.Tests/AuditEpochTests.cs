using AgentGrid.Domain.Audit;

namespace AgentGrid.Audit.Tests;

/// <summary>A backup was put back on purpose, and the chain says so: a later epoch begins.</summary>
public sealed class AuditEpochTests
{
    private readonly List<AuditEntry> _lost = Sample.Chain(10);
    private readonly List<AuditEntry> _chain;

    public AuditEpochTests()
    {
        // The backup ends at entry 6.
        var first = AuditEntry.InEpoch(_lost[5].Link.Head, 2, Sample.Event(50), new AuditContent());
        _chain = [.. _lost.Take(6), first, .. Sample.After(first.Link.Head, 9)];
    }

    [Fact]
    public void Verify_chain_of_two_epochs_is_whole() => Assert.Null(Sample.Verify(_chain, _lost[3].Link.Head, _chain[^1].Link.Head));

    [Fact]
    public void Genesis_covers_chain_epoch_and_what_came_before() => Assert.Equal(4, new[]
    {
        AuditHead.Genesis("system", 1, default), AuditHead.Genesis("project:1", 1, default), AuditHead.Genesis("system", 2, default),
        AuditHead.Genesis("system", 1, _lost[0].Link.Fingerprint),
    }.Distinct().Count());

    [Fact]
    public void InEpoch_must_be_a_later_one() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditEntry.InEpoch(_chain[^1].Link.Head, 2, Sample.Event(), new AuditContent()));

    [Fact]
    public void Verify_epoch_that_was_put_behind_another_entry_is_found()
    {
        var moved = AuditEntry.InEpoch(_lost[4].Link.Head, 2, Sample.Event(50), new AuditContent()).Rehashed(link => link with { Index = 7 });
        Assert.Equal(new AuditFinding(AuditFault.LinkBroken, "system", 7), Sample.Verify([.. _lost.Take(6), moved]));
    }

    [Fact]
    public void Verify_entry_of_the_earlier_epoch_behind_the_later_is_found()
    {
        var late = AuditEntry.After(_chain[8].Link.Head with { Epoch = 1 }, Sample.Event(), new AuditContent());
        Assert.Equal(new AuditFinding(AuditFault.WrongEpoch, "system", 10), Sample.Verify([.. _chain.Take(9), late]));
    }

    /// <summary>Entries 7 to 10 were signed and are lost: said from where on, whatever the checkpoints saw of the new epoch.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(16)]
    public void Verify_entries_that_a_checkpoint_signed_before_are_lost_from_where_the_epoch_begins(int later)
    {
        AuditHead[] signed = later == 0 ? [_lost[3].Link.Head, _lost[9].Link.Head] : [_lost[3].Link.Head, _lost[9].Link.Head, _chain[later - 1].Link.Head];
        var walk = Sample.Walk(_chain, signed);
        Assert.Equal(new AuditFinding(AuditFault.EpochReplaced, "system", 7, 2), walk.Finding);
        Assert.True(walk.Finding!.IsTruncation);
        Assert.Equal(_chain[^1].Link.Head, walk.Head);
    }

    [Fact]
    public void Verify_what_was_lost_does_not_hide_what_else_is_broken()
    {
        AuditHead[] signed = [_lost[9].Link.Head, _chain[7].Link.Head, _chain[15].Link.Head];
        var before = _chain.ToList();
        before[2] = before[2] with { Event = Sample.Event(99) };
        Assert.Equal(new AuditFinding(AuditFault.ContentChanged, "system", 3), Sample.Verify(before, signed));
        // Behind it the first broken index is still the lost one.
        var behind = _chain.ToList();
        behind[12] = behind[12] with { Event = Sample.Event(99) };
        Assert.Equal(new AuditFinding(AuditFault.EpochReplaced, "system", 7, 1), Sample.Verify(behind, signed));
    }

    /// <summary>The grid itself signed a chain that had gone back, without a new epoch.</summary>
    [Fact]
    public void Verify_checkpoints_that_went_back_show_it()
    {
        var rewritten = _lost.Take(6).Concat(Sample.After(_lost[5].Link.Head, 9, "198.51.100.1")).ToList();
        var walk = Sample.Walk(rewritten, _lost[9].Link.Head, rewritten[7].Link.Head);
        Assert.Equal(new AuditFinding(AuditFault.TailMissing, "system", 9, 1), walk.Finding);
        // What the later one signed is there: the walk went to the end.
        Assert.Equal((2L, 7L, rewritten[^1].Link.Head), (walk.Anchor, walk.Beyond, walk.Head));
        Assert.Equal(new AuditFinding(AuditFault.Rechained, "system", 10, 1), Sample.Verify(rewritten, _lost[9].Link.Head, rewritten[9].Link.Head));
        Assert.Equal(new AuditFinding(AuditFault.Rechained, "system", 10, 1), Sample.Verify(rewritten, _lost[9].Link.Head, rewritten[12].Link.Head));
    }
}

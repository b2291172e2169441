using AgentGrid.Domain.Audit;

namespace AgentGrid.Audit.Tests;

/// <summary>Each way to damage a chain of ten entries, and what is said about it.</summary>
public sealed class AuditChainVerifierTests
{
    private const int Length = 10;

    private readonly List<AuditEntry> _chain = Sample.Chain(Length);

    private AuditHead Head(int index) => _chain[index - 1].Link.Head;

    [Fact]
    public void Verify_whole_chain_finds_nothing()
    {
        var walk = Sample.Walk(_chain);
        Assert.Null(walk.Finding);
        Assert.Equal((Length, 0, _chain[^1].Link.Head), (walk.Entries, walk.SealedEntries, walk.Head));
    }

    [Fact]
    public async Task VerifyAsync_of_a_stream_is_the_same()
    {
        Assert.Null(await new AuditChainVerifier(AuditHead.Empty("system")).VerifyAsync(_chain.ToAsyncEnumerable(), TestContext.Current.CancellationToken));
        _chain.RemoveAt(6);
        Assert.Equal(Finding(AuditFault.Missing, 7), await new AuditChainVerifier(AuditHead.Empty("system")).VerifyAsync(_chain.ToAsyncEnumerable(), TestContext.Current.CancellationToken));
    }

    public static TheoryData<string, Func<AuditLink, AuditLink>, AuditFault> Fields() => new()
    {
        { "version", link => link with { Version = 2 }, AuditFault.Version },
        { "chain", link => link with { Chain = "project:1" }, AuditFault.WrongChain },
        { "epoch", link => link with { Epoch = 2 }, AuditFault.FingerprintChanged },
        { "index", link => link with { Index = link.Index + 3 }, AuditFault.FingerprintChanged },
        { "lower index", link => link with { Index = link.Index - 3 }, AuditFault.FingerprintChanged },
        { "previous fingerprint", link => link with { Previous = link.Fingerprint }, AuditFault.FingerprintChanged },
        { "content hash", link => link with { ContentHash = link.Previous }, AuditFault.ContentChanged },
        { "fingerprint", link => link with { Fingerprint = link.Previous }, AuditFault.FingerprintChanged },
    };

    [Theory]
    [MemberData(nameof(Fields), DisableDiscoveryEnumeration = true)]
    public void Verify_field_that_was_changed_is_found(string field, Func<AuditLink, AuditLink> change, AuditFault fault)
    {
        for (var at = 3; at < Length; at++)
        {
            var damaged = _chain.ToList();
            damaged[at] = damaged[at] with { Link = change(damaged[at].Link) };
            Assert.True(Sample.Verify(damaged) == Finding(fault, at + 1), $"{field}: {Sample.Verify(damaged)}");
        }
    }

    /// <summary>As before, but whoever did it knows how fingerprints are made.</summary>
    public static TheoryData<string, Func<AuditLink, AuditLink>, AuditFault, int> RehashedFields() => new()
    {
        { "chain", link => link with { Chain = "project:1" }, AuditFault.WrongChain, 5 },
        { "epoch", link => link with { Epoch = 2 }, AuditFault.LinkBroken, 5 },
        { "epoch of before", link => link with { Epoch = 0 }, AuditFault.WrongEpoch, 5 },
        { "index", link => link with { Index = link.Index + 3 }, AuditFault.Missing, 5 },
        { "index of the one before", link => link with { Index = link.Index - 1 }, AuditFault.Duplicate, 4 },
        { "index of an earlier one", link => link with { Index = link.Index - 2 }, AuditFault.OutOfOrder, 3 },
        { "previous fingerprint", link => link with { Previous = link.Fingerprint }, AuditFault.LinkBroken, 5 },
        { "content hash", link => link with { ContentHash = link.Previous }, AuditFault.ContentChanged, 5 },
    };

    [Theory]
    [MemberData(nameof(RehashedFields), DisableDiscoveryEnumeration = true)]
    public void Verify_field_that_was_changed_and_rehashed_is_found(string field, Func<AuditLink, AuditLink> change, AuditFault fault, int index)
    {
        _chain[4] = _chain[4].Rehashed(change);
        Assert.True(Sample.Verify(_chain) == Finding(fault, index), $"{field}: {Sample.Verify(_chain)}");
    }

    [Fact]
    public void Verify_content_that_was_changed_and_rehashed_breaks_the_next_link()
    {
        _chain[4] = AuditEntry.After(Head(4), Sample.Event(99), new AuditContent());
        Assert.Equal(Finding(AuditFault.LinkBroken, 6), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_content_that_cannot_be_hashed_is_found()
    {
        _chain[4] = _chain[4] with { Event = Sample.Event(5) with { Details = "{\"weight\":0.5}" } };
        Assert.Equal(Finding(AuditFault.ContentUnreadable, 5), Sample.Verify(_chain));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public void Verify_entry_that_was_deleted_is_missing(int index)
    {
        _chain.RemoveAt(index - 1);
        Assert.Equal(Finding(AuditFault.Missing, index), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entry_that_was_deleted_and_those_behind_renumbered_is_found()
    {
        _chain.RemoveAt(4);
        for (var i = 4; i < _chain.Count; i++)
            _chain[i] = _chain[i].Rehashed(link => link with { Index = link.Index - 1 });
        Assert.Equal(Finding(AuditFault.LinkBroken, 5), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entry_that_was_copied_is_a_duplicate()
    {
        _chain.Insert(5, _chain[4]);
        Assert.Equal(Finding(AuditFault.Duplicate, 5), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entry_that_was_inserted_is_found()
    {
        // Made to follow entry 5, so that it is number 6; the real 6 comes next.
        _chain.Insert(5, AuditEntry.After(Head(5), Sample.Event(99), new AuditContent()));
        Assert.Equal(Finding(AuditFault.Forked, 6), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entry_that_was_inserted_and_those_behind_renumbered_is_found()
    {
        _chain.Insert(5, AuditEntry.After(Head(5), Sample.Event(99), new AuditContent()));
        for (var i = 6; i < _chain.Count; i++)
            _chain[i] = _chain[i].Rehashed(link => link with { Index = link.Index + 1 });
        Assert.Equal(Finding(AuditFault.LinkBroken, 7), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entries_that_changed_places_are_out_of_order()
    {
        (_chain[3], _chain[6]) = (_chain[6], _chain[3]);
        Assert.Equal(Finding(AuditFault.OutOfOrder, 4), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_contents_that_changed_places_are_found()
    {
        (_chain[3], _chain[6]) = (_chain[3] with { Event = _chain[6].Event }, _chain[6] with { Event = _chain[3].Event });
        Assert.Equal(Finding(AuditFault.ContentChanged, 4), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entries_that_changed_indexes_are_found()
    {
        (_chain[3], _chain[6]) = (_chain[6] with { Link = _chain[6].Link with { Index = 4 } }, _chain[3] with { Link = _chain[3].Link with { Index = 7 } });
        Assert.Equal(Finding(AuditFault.FingerprintChanged, 4), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_entry_of_another_chain_is_found()
    {
        _chain[4] = Sample.Chain(5, "project:1")[4];
        Assert.Equal(Finding(AuditFault.WrongChain, 5), Sample.Verify(_chain));
    }

    [Fact]
    public void Verify_chain_under_another_name_is_found()
    {
        var renamed = Sample.Chain(5, "project:1").Select(entry => entry.Rehashed(link => link with { Chain = "system" }));
        Assert.Equal(Finding(AuditFault.LinkBroken, 1), Sample.Verify(renamed));
    }

    /// <summary>Two writers that both believe to own the chain after entry 5.</summary>
    [Fact]
    public void Verify_fork_by_two_writers_is_found()
    {
        var other = Sample.After(Head(5), 3, "198.51.100.1");
        Assert.Equal(other[0].Link.Previous, _chain[5].Link.Previous);
        var both = _chain.Take(5).Concat(_chain.Skip(5).Take(3).Zip(other).SelectMany(pair => new[] { pair.First, pair.Second })).ToList();
        Assert.Equal(Finding(AuditFault.Forked, 6), Sample.Verify(both));
    }

    /// <summary>A chain by itself cannot know its end: that is why there are checkpoints.</summary>
    [Fact]
    public void Verify_truncated_chain_is_whole_without_a_checkpoint_and_truncated_with_one()
    {
        var cut = _chain.Take(6).ToList();
        Assert.Null(Sample.Verify(cut));
        Assert.Null(Sample.Verify(cut, Head(4), Head(6)));
        Assert.Equal(Finding(AuditFault.TailMissing, 7, 3), Sample.Verify(cut, Head(4), Head(6), Head(8), Head(10)));
        Assert.True(Sample.Verify(cut, Head(8))!.IsTruncation);
    }

    [Fact]
    public void Verify_chain_that_is_gone_is_found_by_a_checkpoint() => Assert.Equal(Finding(AuditFault.ChainMissing, 1, 1), Sample.Verify([], Head(4), Head(6)));

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Verify_truncated_and_rechained_is_found_by_a_checkpoint(int written)
    {
        var rechained = _chain.Take(6).Concat(Sample.After(Head(6), written, "198.51.100.1")).ToList();
        Assert.Null(Sample.Verify(rechained));
        Assert.Equal(Finding(AuditFault.Rechained, 8, 2), Sample.Verify(rechained, Head(6), Head(8)));
    }

    [Fact]
    public void Verify_truncated_and_rechained_short_of_the_checkpoint_is_found()
    {
        var rechained = _chain.Take(6).Concat(Sample.After(Head(6), 2, "198.51.100.1")).ToList();
        Assert.Equal(Finding(AuditFault.TailMissing, 9, 2), Sample.Verify(rechained, Head(6), Head(9)));
    }

    [Fact]
    public void Verify_chain_written_anew_from_the_first_entry_is_found() =>
        Assert.Equal(Finding(AuditFault.Rechained, 3, 1), Sample.Verify(Sample.After(AuditHead.Empty("system"), 12, "198.51.100.1"), Head(3), Head(8)));

    [Fact]
    public void Verify_expected_heads_anchor_the_walk()
    {
        var walk = Sample.Walk(_chain, Head(4), Head(4), Head(7));
        Assert.Equal((null, 3L, 3L), (walk.Finding, walk.Anchor, walk.Beyond));
        Assert.Equal((null, 0L), (Sample.Walk(_chain).Anchor, Sample.Walk(_chain, Head(10)).Beyond));
    }

    [Fact]
    public void Verify_goes_on_where_an_earlier_walk_ended()
    {
        var later = new AuditChainVerifier(Head(6));
        later.Expect(Head(4), 1);
        later.Expect(Head(6), 2);
        later.Expect(Head(9), 3);
        Assert.All(_chain.Skip(6), entry => Assert.True(later.Add(entry)));
        Assert.Null(later.Complete());
        Assert.Equal((4, 3L, 1L), (later.Entries, later.Anchor, later.Beyond));
    }

    [Fact]
    public void Verify_head_of_an_earlier_walk_that_a_checkpoint_contradicts_is_found()
    {
        var later = new AuditChainVerifier(Head(6));
        later.Expect(Head(6) with { Fingerprint = default }, 5);
        Assert.Equal(Finding(AuditFault.Rechained, 6, 5), later.Finding);
    }

    [Fact]
    public void StartingWith_takes_the_first_link_as_given_and_checks_the_rest()
    {
        var part = AuditChainVerifier.StartingWith(_chain[4].Link);
        Assert.All(_chain.Skip(4), entry => Assert.True(part.Add(entry)));
        Assert.Null(part.Complete());

        var damaged = AuditChainVerifier.StartingWith(_chain[4].Link);
        Assert.True(damaged.Add(_chain[4]));
        Assert.False(damaged.Add(_chain[6]));
        Assert.Equal(Finding(AuditFault.Missing, 6), damaged.Finding);
    }

    [Fact]
    public void CheckAlone_sees_the_entry_but_not_its_place()
    {
        var content = new AuditContent();
        Assert.Null(AuditChainVerifier.CheckAlone(_chain[4], content));
        Assert.Null(AuditChainVerifier.CheckAlone(_chain[4].Seal(), content));
        Assert.Equal(AuditFault.ContentChanged, AuditChainVerifier.CheckAlone(_chain[4] with { Event = Sample.Event(6) }, content));
        Assert.Equal(AuditFault.ContentUnreadable, AuditChainVerifier.CheckAlone(_chain[4] with { Event = Sample.Event(5) with { Details = "[]" } }, content));
        Assert.Equal(AuditFault.FingerprintChanged, AuditChainVerifier.CheckAlone(_chain[4] with { Link = _chain[4].Link with { Index = 9 } }, content));
        Assert.Equal(AuditFault.FingerprintChanged, AuditChainVerifier.CheckAlone(_chain[4] with { Link = _chain[4].Link with { Chain = new string('x', 5000) } }, content));
    }

    [Fact]
    public void Verify_sealed_entries_keep_the_chain_whole()
    {
        var sealedChain = _chain.Select(entry => entry.Link.Index <= 6 ? entry.Seal() : entry).ToList();
        Assert.All(sealedChain.Take(6), entry => Assert.True(entry.IsSealed));
        var walk = Sample.Walk(sealedChain, Head(4), Head(9));
        Assert.Equal((null, 10L, 6L), (walk.Finding, walk.Entries, walk.SealedEntries));
    }

    [Fact]
    public void Verify_sealed_entry_that_was_changed_is_found()
    {
        var sealedChain = _chain.Select(entry => entry.Seal()).ToList();
        sealedChain[4] = sealedChain[4] with { Link = sealedChain[4].Link with { ContentHash = default } };
        Assert.Equal(Finding(AuditFault.FingerprintChanged, 5), Sample.Verify(sealedChain));
    }

    [Fact]
    public void Verify_content_that_is_gone_beyond_the_sealed_part_is_found()
    {
        var chain = _chain.Select(entry => entry.Link.Index is <= 3 or 7 ? entry.Seal() : entry).ToList();
        var verifier = new AuditChainVerifier(AuditHead.Empty("system")) { SealedThrough = 3 };
        chain.TrueForAll(verifier.Add);
        Assert.Equal(Finding(AuditFault.ContentMissing, 7), verifier.Finding);
    }

    [Fact]
    public void Expect_head_of_another_chain_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => new AuditChainVerifier(AuditHead.Empty("system")).Expect(AuditHead.Empty("project:1"), 1));

    private static AuditFinding Finding(AuditFault fault, long index, long? checkpoint = null) => new(fault, "system", index, checkpoint);
}

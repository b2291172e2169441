using System.Text.Json.Nodes;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Audit.Tests;

public sealed class AuditCheckpointTests
{
    private static readonly AuditHead[] Heads = [Sample.Chain(3)[^1].Link.Head, Sample.Chain(5, "project:2")[^1].Link.Head, Sample.Chain(1, "project:1")[^1].Link.Head];

    private readonly AuditCheckpoint _first = AuditCheckpoint.Sign(null, Sample.Start.AddTicks(1239), Heads, Sample.Key);

    [Fact]
    public void Sign_gives_a_checkpoint_that_verifies_with_the_key_alone()
    {
        Assert.Equal((1L, default(AuditFingerprint), Sample.Key.KeyId), (_first.Number, _first.Previous, _first.KeyId));
        Assert.Equal(Sample.Start.AddMicroseconds(123), _first.Time);
        Assert.Equal(["project:1", "project:2", "system"], _first.Heads.Select(head => head.Chain));
        Assert.True(_first.IsSignedBy(Sample.Key.Public));
        Assert.False(_first.IsSignedBy(SigningKey.Create(JwtAlgorithm.Es256).Public));
    }

    [Fact]
    public void Sign_names_the_one_before()
    {
        var second = AuditCheckpoint.Sign(_first, Sample.Start, Heads, Sample.Key);
        Assert.Equal((2L, _first.Hash), (second.Number, second.Previous));
        Assert.True(AuditCheckpoint.TryParse(_first.ToString(), out var stored));
        Assert.Equal(second.Hash, AuditCheckpoint.Sign(2, stored.Hash, Sample.Start, Heads, Sample.Key).Hash);
    }

    [Fact]
    public void Sign_what_is_no_set_of_heads_is_refused()
    {
        foreach (AuditHead[] heads in new AuditHead[][] { [Heads[0], Heads[0]], [AuditHead.Empty("system")], [Heads[0] with { Epoch = 0 }], [Heads[0] with { Chain = "A" }], [Heads[0] with { Index = AuditHead.Max + 1 }] })
            Assert.Throws<ArgumentException>(() => AuditCheckpoint.Sign(null, Sample.Start, heads, Sample.Key));
        Assert.Throws<ArgumentException>(() => AuditCheckpoint.Sign(null, Sample.Start, Heads, SigningKey.Create(JwtAlgorithm.Rs256)));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditCheckpoint.Sign(0, default, Sample.Start, Heads, Sample.Key));
    }

    [Fact]
    public void Sign_number_of_chains_is_bounded_and_fits_a_line()
    {
        var heads = Enumerable.Range(0, AuditCheckpoint.MaxHeads).Select(i => new AuditHead($"{i:D6}".PadRight(AuditChains.MaxLength, 'x'), AuditHead.Max, AuditHead.Max, default)).ToList();
        var most = AuditCheckpoint.Sign(null, Sample.Start, heads, Sample.Key);
        Assert.InRange(most.ToString().Length, 1, AuditCheckpoint.MaxLineBytes);
        Assert.True(AuditCheckpoint.TryParse(most.ToString(), out var read) && read.IsSignedBy(Sample.Key.Public));
        Assert.Throws<ArgumentException>(() => AuditCheckpoint.Sign(null, Sample.Start, heads.Append(Heads[0]), Sample.Key));
    }

    [Fact]
    public void Text_is_one_line_of_canonical_json_and_reads_back()
    {
        foreach (var checkpoint in new[] { _first, AuditCheckpoint.Sign(_first, Sample.Start, [], Sample.Key) })
        {
            var text = checkpoint.ToString();
            Assert.DoesNotContain('\n', text);
            Assert.Equal(CanonicalJson.Of(text), text);
            Assert.True(AuditCheckpoint.TryParse(text, out var read));
            Assert.Equal((checkpoint.Hash, text), (read.Hash, read.ToString()));
            Assert.True(read.IsSignedBy(Sample.Key.Public));
        }
    }

    public static TheoryData<string, Action<JsonObject>> Changes() => new()
    {
        { "number", json => json["number"] = 2 },
        { "time", json => json["time"] = "2026-07-01T08:00:00.000124Z" },
        { "previous", json => json["previous"] = new string('1', 64) },
        { "root", json => json["root"] = new string('1', 64) },
        { "chain", json => json["heads"]![0]!["chain"] = "project:0" },
        { "epoch", json => json["heads"]![0]!["epoch"] = 2 },
        { "index", json => json["heads"]![0]!["index"] = 2 },
        { "fingerprint", json => json["heads"]![0]!["fingerprint"] = new string('1', 64) },
        { "head gone", json => json["heads"]!.AsArray().RemoveAt(1) },
        { "signature", json => json["signature"] = "AAAA" + ((string)json["signature"]!)[4..] },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void IsSignedBy_fails_when_anything_is_changed(string member, Action<JsonObject> change)
    {
        Assert.True(AuditCheckpoint.TryParse(Changed(change), out var read), member);
        Assert.False(read.IsSignedBy(Sample.Key.Public), member);
    }

    [Fact]
    public void IsSignedBy_key_that_was_passed_off_is_another_key()
    {
        var other = SigningKey.Create(JwtAlgorithm.Es256);
        Assert.True(AuditCheckpoint.TryParse(Changed(json => json["key"] = other.KeyId), out var read));
        Assert.False(read.IsSignedBy(Sample.Key.Public) || read.IsSignedBy(other.Public));
    }

    public static TheoryData<string, Action<JsonObject>> Breaks() => new()
    {
        { "version", json => json["version"] = 2 },
        { "number 0", json => json["number"] = 0 },
        { "number of a type", json => json["number"] = "1" },
        { "member gone", json => json.Remove("root") },
        { "member more", json => json["zone"] = 1 },
        { "digest too short", json => json["root"] = "00" },
        { "digest upper case", json => json["root"] = new string('A', 64) },
        { "null", json => json["previous"] = null },
        { "signature too short", json => json["signature"] = "AAAA" },
        { "signature no base64url", json => json["signature"] = new string('=', 86) },
        { "time of another form", json => json["time"] = "2026-07-01T08:00:00Z" },
        { "time of another zone", json => json["time"] = "2026-07-01T08:00:00.000000+02:00" },
        { "heads unsorted", json => { var heads = json["heads"]!.AsArray(); var head = heads[0]; heads.RemoveAt(0); heads.Add(head); } },
        { "chain twice", json => json["heads"]![1]!["chain"] = "project:1" },
        { "chain without a name", json => json["heads"]![0]!["chain"] = "" },
        { "head of no entry", json => json["heads"]![0]!["index"] = 0 },
        { "head no object", json => json["heads"]![0] = 1 },
        { "heads no array", json => json["heads"] = 1 },
        { "key empty", json => json["key"] = "" },
        { "key too long", json => json["key"] = new string('k', 65) },
        { "key no ASCII", json => json["key"] = "ö" },
    };

    [Theory]
    [MemberData(nameof(Breaks), DisableDiscoveryEnumeration = true)]
    public void TryParse_what_is_no_checkpoint_is_refused(string what, Action<JsonObject> change) => Assert.False(AuditCheckpoint.TryParse(Changed(change), out _), what);

    [Fact]
    public void TryParse_other_texts_are_refused()
    {
        var text = _first.ToString();
        foreach (var other in new[] { "", "{}", "[]", "1", " " + text, text + " ", text + text, text[..^1], text.Replace("\"number\":1", "\"number\":1,\"number\":1", StringComparison.Ordinal), text.Replace(":1,", ":1.0,", StringComparison.Ordinal), text.Replace("\"index\":1}", "\"index\":9007199254740992}", StringComparison.Ordinal) })
            Assert.False(AuditCheckpoint.TryParse(other, out _), other);
    }

    [Fact]
    public void Verify_sequence_is_good()
    {
        var all = Sequence(4);
        var verifier = Verifier();
        Assert.All(all, checkpoint => Assert.True(verifier.Add(checkpoint)));
        Assert.Null(verifier.Complete());
        Assert.Equal(all[^1], verifier.Last);
        // Also from a later one on.
        var later = Verifier();
        Assert.All(all.Skip(2), checkpoint => Assert.True(later.Add(checkpoint)));
    }

    [Fact]
    public void Verify_checkpoint_that_is_missing_or_in_another_place_is_found()
    {
        var all = Sequence(4);
        Assert.Equal(new AuditFinding(AuditFault.CheckpointLink, null, null, 3), Walk(Verifier(), all[0], all[2], all[3]));
        Assert.Equal(new AuditFinding(AuditFault.CheckpointLink, null, null, 1), Walk(Verifier(), all[1], all[0]));
        Assert.Equal(new AuditFinding(AuditFault.CheckpointLink, null, null, 3), Walk(Verifier(), all[0], all[1], AuditCheckpoint.Sign(3, all[0].Hash, Sample.Start, Heads, Sample.Key)));
    }

    [Fact]
    public void Verify_signature_of_no_key_or_another_is_found()
    {
        var other = AuditCheckpoint.Sign(_first, Sample.Start, Heads, SigningKey.Create(JwtAlgorithm.Es256));
        Assert.Equal(new AuditFinding(AuditFault.CheckpointSignature, null, null, 2), Walk(Verifier(), _first, other));
        Assert.True(AuditCheckpoint.TryParse(Changed(json => json["signature"] = "AAAA" + ((string)json["signature"]!)[4..]), out var damaged));
        Assert.Equal(new AuditFinding(AuditFault.CheckpointSignature, null, null, 1), Walk(Verifier(), damaged));
    }

    [Fact]
    public void Verify_against_one_kept_outside()
    {
        var all = Sequence(4);
        Assert.Null(Walk(Verifier(all[1]), [.. all]));
        Assert.Null(Walk(Verifier(all[3]), [.. all]));
        Assert.Equal(new AuditFinding(AuditFault.OlderBackup, null, null, 4), Walk(Verifier(all[3]), [.. all[..3]]));
        Assert.Equal(new AuditFinding(AuditFault.OlderBackup, null, null, 4), Walk(Verifier(all[3])));
        // Signed with the stolen key, but after the outside one.
        var forged = AuditCheckpoint.Sign(all[0], Sample.Start, Heads[..1], Sample.Key);
        Assert.Equal(new AuditFinding(AuditFault.CheckpointChanged, null, null, 2), Walk(Verifier(all[1]), all[0], forged));
    }

    private static List<AuditCheckpoint> Sequence(int count)
    {
        var all = new List<AuditCheckpoint>();
        for (var i = 0; i < count; i++)
            all.Add(AuditCheckpoint.Sign(all.LastOrDefault(), Sample.Start.AddSeconds(30 * i), Heads, Sample.Key));
        return all;
    }

    private static AuditCheckpointVerifier Verifier(AuditCheckpoint? earlier = null) => new(id => id == Sample.Key.KeyId ? Sample.Key.Public : null, earlier);

    private static AuditFinding? Walk(AuditCheckpointVerifier verifier, params AuditCheckpoint[] checkpoints)
    {
        foreach (var checkpoint in checkpoints)
            verifier.Add(checkpoint);
        return verifier.Complete();
    }

    // In canonical form again, so that only the change itself is judged.
    private string Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(_first.ToString())!.AsObject();
        change(json);
        return CanonicalJson.Of(json.ToJsonString());
    }
}

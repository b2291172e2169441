using System.Text;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Audit.Tests;

public sealed class AuditContentTests
{
    private static readonly AuditContent Content = new();

    [Fact]
    public void Write_gives_canonical_json_with_every_member()
    {
        var text = Text(Sample.Event() with { Actor = new AuditActor("a\"\\", "user", "Zoë\t\u0001😀"), Details = """{ "b": [1, {"z":null,"y":true}], "a": "\u00e9" }""" });
        Assert.Equal(
            """{"action":"agent.updated","actor":{"id":"a\"\\","kind":"user","name":"Zoë\t\u0001😀"},"address":"192.0.2.7","details":{"a":"é","b":[1,{"y":true,"z":null}]},"requestId":"request-1","result":"ok","target":{"id":"agent-1","name":"Zoë","type":"agent"},"time":"2026-07-01T08:00:01.000001Z"}""",
            text);
        Assert.Equal(text, CanonicalJson.Of(text));
    }

    [Fact]
    public void Write_leaves_out_what_is_null() => Assert.Equal(
        """{"action":"agent.health","actor":{"id":"grid","kind":"system"},"result":"failed","time":"0001-01-01T00:00:00.000000Z"}""",
        Text(new AuditEvent { Time = default, Actor = new AuditActor("grid", "system", null), Action = AuditActions.AgentHealthChanged, Result = AuditResult.Failed }));

    [Fact]
    public void Write_time_is_utc_and_cut_off_to_microseconds()
    {
        var time = new DateTimeOffset(2026, 7, 1, 10, 0, 0, TimeSpan.FromHours(2)).AddTicks(1239);
        Assert.Contains("\"time\":\"2026-07-01T08:00:00.000123Z\"", Text(Sample.Event() with { Time = time }), StringComparison.Ordinal);
        Assert.Contains("\"time\":\"9999-12-31T23:59:59.999999Z\"", Text(Sample.Event() with { Time = DateTimeOffset.MaxValue }), StringComparison.Ordinal);
    }

    public static TheoryData<string, AuditEvent> Changes()
    {
        var e = Sample.Event();
        return new TheoryData<string, AuditEvent>
        {
            { "time", e with { Time = e.Time.AddMicroseconds(1) } },
            { "actor id", e with { Actor = e.Actor with { Id = "other" } } },
            { "actor kind", e with { Actor = e.Actor with { Kind = "agent" } } },
            { "actor name", e with { Actor = e.Actor with { Name = "other" } } },
            { "actor name gone", e with { Actor = e.Actor with { Name = null } } },
            { "actor name empty", e with { Actor = e.Actor with { Name = "" } } },
            { "action", e with { Action = AuditActions.AgentRegistered } },
            { "target type", e with { Target = e.Target! with { Type = "user" } } },
            { "target id", e with { Target = e.Target! with { Id = "other" } } },
            { "target name", e with { Target = e.Target! with { Name = "Zoe" } } },
            { "target name gone", e with { Target = e.Target! with { Name = null } } },
            { "target gone", e with { Target = null } },
            { "result refused", e with { Result = AuditResult.Refused } },
            { "result failed", e with { Result = AuditResult.Failed } },
            { "address", e with { Address = "192.0.2.8" } },
            { "address gone", e with { Address = null } },
            { "request id", e with { RequestId = "other" } },
            { "request id gone", e with { RequestId = null } },
            { "details value", e with { Details = """{"weight":2,"changed":["name","weight"]}""" } },
            { "details order", e with { Details = """{"weight":1,"changed":["weight","name"]}""" } },
            { "details empty", e with { Details = "{}" } },
            { "details gone", e with { Details = null } },
            { "moved between members", e with { RequestId = e.Address, Address = e.RequestId } },
        };
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Hash_changes_with_every_member(string member, AuditEvent changed)
    {
        Assert.NotEqual(Content.Hash(Sample.Event()), Content.Hash(changed));
        // And the chain says where.
        var chain = Sample.Chain(5);
        chain[2] = chain[2] with { Event = changed };
        Assert.True(Sample.Verify(chain) == new AuditFinding(AuditFault.ContentChanged, "system", 3), member);
    }

    [Fact]
    public void Hash_is_one_for_all_texts_of_the_same_details() => Assert.Equal(
        Content.Hash(Sample.Event()), Content.Hash(Sample.Event() with { Details = " { \"changed\" : [ \"name\" , \"\\u0077eight\" ] , \"weight\" : 1 } " }));

    [Fact]
    public void Hash_of_the_content_as_json_is_that_of_the_event() =>
        Assert.Equal(Content.Hash(Sample.Event()), new AuditContent().Hash(Encoding.UTF8.GetBytes(Text(Sample.Event()))));

    [Theory]
    [InlineData("[]", CanonicalJsonFault.Malformed)]
    [InlineData("1", CanonicalJsonFault.Malformed)]
    [InlineData("", CanonicalJsonFault.Malformed)]
    [InlineData("{\"a\":0.1}", CanonicalJsonFault.Number)]
    [InlineData("{\"a\":1,\"a\":1}", CanonicalJsonFault.DuplicateMember)]
    public void Write_details_that_are_no_plain_object_are_refused(string details, CanonicalJsonFault fault) =>
        Assert.Equal(fault, Assert.Throws<CanonicalJsonException>(() => Text(Sample.Event() with { Details = details })).Fault);

    [Fact]
    public void Write_half_a_surrogate_pair_is_refused() =>
        Assert.Equal(CanonicalJsonFault.Surrogate, Assert.Throws<CanonicalJsonException>(() => Text(Sample.Event() with { RequestId = "\uDE00" })).Fault);

    /// <summary>What can be written can be read back: details count one level less, all together the bytes.</summary>
    [Fact]
    public void Write_bounds_are_those_of_what_can_be_verified()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        var deepest = Encoding.UTF8.GetBytes(Text(Sample.Event() with { Details = Nested(CanonicalJson.MaxDepth - 1) }));
        Assert.Equal(deepest, new CanonicalJson().Write(deepest));
        Assert.Equal(CanonicalJsonFault.TooDeep, Assert.Throws<CanonicalJsonException>(() => Text(Sample.Event() with { Details = Nested(CanonicalJson.MaxDepth) })).Fault);
        Assert.Equal(CanonicalJsonFault.TooLarge,
            Assert.Throws<CanonicalJsonException>(() => Text(Sample.Event() with { RequestId = new string('\u0001', CanonicalJson.MaxBytes / 6) })).Fault);
    }

    private static string Text(AuditEvent happened) => Encoding.UTF8.GetString(Content.Write(happened));
}

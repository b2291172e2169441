using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Audit.Tests;

/// <summary>Chains to damage.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 7, 1, 8, 0, 0, TimeSpan.Zero);

    public static readonly SigningKey Key = SigningKey.Create(JwtAlgorithm.Es256);

    /// <summary>Every member is there.</summary>
    public static AuditEvent Event(long n = 1) => new()
    {
        Time = Start.AddSeconds(n).AddMicroseconds(n),
        Actor = new AuditActor($"0198c0de-0000-7000-8000-{n:D12}", "user", $"user{n}@example.org"),
        Action = AuditActions.AgentUpdated,
        Target = new AuditTarget("agent", $"agent-{n}", "Zoë"),
        Result = AuditResult.Ok,
        Address = "192.0.2.7",
        RequestId = $"request-{n}",
        Details = $$"""{"weight":{{n}},"changed":["name","weight"]}""",
    };

    /// <summary>The next entries of a chain.</summary>
    public static List<AuditEntry> After(AuditHead head, int count, string? mark = null)
    {
        var content = new AuditContent();
        var entries = new List<AuditEntry>(count);
        for (var i = 0; i < count; i++)
        {
            entries.Add(AuditEntry.After(head, Event(head.Index + 1) with { Address = mark ?? "192.0.2.7" }, content));
            head = entries[^1].Link.Head;
        }
        return entries;
    }

    /// <summary>A chain from its first entry on.</summary>
    public static List<AuditEntry> Chain(int count, string name = AuditChains.System) => After(AuditHead.Empty(name), count);

    /// <summary>The entry with other fields and a fingerprint that covers them.</summary>
    public static AuditEntry Rehashed(this AuditEntry entry, Func<AuditLink, AuditLink> change)
    {
        var link = change(entry.Link);
        return entry with { Link = link with { Fingerprint = link.ComputeFingerprint() } };
    }

    /// <summary>Walks a chain; the heads are those of checkpoints 1, 2, …</summary>
    public static AuditFinding? Verify(IEnumerable<AuditEntry> entries, params AuditHead[] signed) => Walk(entries, signed).Finding;

    /// <summary>Walks a chain to its end, also after a fault.</summary>
    public static AuditChainVerifier Walk(IEnumerable<AuditEntry> entries, params AuditHead[] signed)
    {
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.System));
        for (var i = 0; i < signed.Length; i++)
            verifier.Expect(signed[i], i + 1);
        foreach (var entry in entries)
            verifier.Add(entry);
        verifier.Complete();
        return verifier;
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Audit.Tests;

/// <summary>docs/audit-format.md is what others implement: its vectors are those of the code.</summary>
public sealed class AuditFormatPageTests
{
    // The key of RFC 7515 appendix A.3, which everybody knows.
    private static readonly SigningKey PublicKnowledge = Known();

    private static readonly AuditEvent Updated = new()
    {
        Time = new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456),
        Actor = new AuditActor("0198c0de-0000-7000-8000-000000000001", "user", "zoë@example.org"),
        Action = AuditActions.AgentUpdated,
        Target = new AuditTarget("agent", "0198c0de-0000-7000-8000-00000000000a", "Al\"pha\n"),
        Address = "192.0.2.7",
        RequestId = "0198c0de-0000-7000-8000-0000000000ff",
        Details = """{ "weight": 5, "\ud83d\ude00": true, "\ufb33": null, "changed": ["weight", "name"] }""",
    };

    private static readonly AuditEvent Checked = new()
    {
        Time = new DateTimeOffset(2026, 7, 1, 8, 0, 30, TimeSpan.Zero),
        Actor = new AuditActor("grid", "system", null),
        Action = AuditActions.AgentHealthChanged,
        Result = AuditResult.Failed,
    };

    [Fact]
    public void Vectors_of_the_page_are_those_of_the_code() => Assert.Equal(Vectors().Select(vector => $"{vector.Name} = {vector.Value}"), Block("text").Where(line => line.Length > 0));

    [Fact]
    public async Task Bundle_of_the_page_is_the_vectors_and_verifies()
    {
        var lines = Block("json");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n'))));
        var report = await BundleVerifier.VerifyAsync(stream, PublicKnowledge.KeyId, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new AuditIntegrity(AuditIntegrityStatus.Verified, null, null, null, 1), report.Integrity);
        Assert.Equal(Checkpoint().Hash, report.Anchor!.Hash);

        // And it is what is written, but for the signature, which is another each time.
        using var written = new MemoryStream();
        var writer = new AuditBundleWriter(written);
        await writer.WriteHeaderAsync(Checked.Time.AddMinutes(1), TestContext.Current.CancellationToken);
        await writer.WriteKeyAsync(PublicKnowledge.Public, TestContext.Current.CancellationToken);
        await writer.WriteCheckpointAsync(report.Anchor, TestContext.Current.CancellationToken);
        foreach (var entry in Entries())
            await writer.WriteEntryAsync(entry, TestContext.Current.CancellationToken);
        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(lines, Bundles.Log.Lines(written.ToArray()));
    }

    [Fact]
    public void Reasons_of_the_page_are_all_there_are()
    {
        foreach (var fault in Enum.GetValues<AuditFault>())
            Assert.Contains($"| `{AuditTerms.Name(fault)}` |", Page(), StringComparison.Ordinal);
        foreach (var status in Enum.GetValues<AuditIntegrityStatus>())
            Assert.Contains($"| `{AuditTerms.Name(status)}` |", Page(), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, string Value)> Vectors()
    {
        var content = new AuditContent();
        var entries = Entries();
        yield return ("genesis(system, 1, zeros)", AuditHead.Empty("system").Fingerprint.ToString());
        for (var i = 0; i < entries.Length; i++)
        {
            yield return ($"content {i + 1}", Encoding.UTF8.GetString(content.Write(entries[i].Event!)));
            yield return ($"contentHash {i + 1}", entries[i].Link.ContentHash.ToString());
            yield return ($"previousFingerprint {i + 1}", entries[i].Link.Previous.ToString());
            yield return ($"fingerprint {i + 1}", entries[i].Link.Fingerprint.ToString());
        }
        var checkpoint = Checkpoint();
        yield return ("root", checkpoint.Root.ToString());
        yield return ("key", checkpoint.KeyId);
        yield return ("checkpoint hash", checkpoint.Hash.ToString());
        yield return ("seal(0, 1, checkpoint hash, audit-0-1.ndjson.gz, zeros, key)", AuditSeal.Sign(0, checkpoint, "audit-0-1.ndjson.gz", default, PublicKnowledge).Hash.ToString());
    }

    // Two entries in epoch 1 of the system chain, one in epoch 2, one in the chain of a project.
    private static AuditEntry[] Entries()
    {
        var content = new AuditContent();
        var first = AuditEntry.After(AuditHead.Empty(AuditChains.System), Updated, content);
        var second = AuditEntry.After(first.Link.Head, Checked, content);
        var third = AuditEntry.InEpoch(second.Link.Head, 2, Checked with { Time = Checked.Time.AddSeconds(1) }, content);
        var other = AuditEntry.After(AuditHead.Empty("project:0198c0de-0000-7000-8000-00000000000b"), Updated with { Details = null }, content);
        return [first, second, third, other];
    }

    private static AuditCheckpoint Checkpoint()
    {
        var entries = Entries();
        return AuditCheckpoint.Sign(null, Checked.Time.AddSeconds(30), [entries[2].Link.Head, entries[3].Link.Head], PublicKnowledge);
    }

    private static SigningKey Known()
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Base64Url.DecodeFromChars("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
            Q = new ECPoint
            {
                X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
            },
        });
        return SigningKey.Import(JwtAlgorithm.Es256, key.ExportPkcs8PrivateKey());
    }

    private static string[] Block(string language)
    {
        var page = Page();
        var start = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)].Split('\n');
    }

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansAgentGrid.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests must run inside the repository: no OrleansAgentGrid.sln above them.");
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "audit-format.md")).ReplaceLineEndings("\n");
    }
}

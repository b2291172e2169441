using System.IO.Compression;
using System.Text;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Audit.Tests.Bundles;

/// <summary>A whole audit log, as a grid holds it: chains and checkpoints. Grows, is damaged, is exported.</summary>
internal sealed class Log
{
    public SortedDictionary<string, List<AuditEntry>> Chains { get; private init; } = new(StringComparer.Ordinal);

    public List<AuditCheckpoint> Checkpoints { get; private init; } = [];

    public SigningKey Key { get; set; } = Sample.Key;

    public List<VerificationKey> Keys { get; init; } = [Sample.Key.Public];

    /// <summary>The entry that says what was sealed, when there is one.</summary>
    public AuditEntry? Sealed { get; set; }

    /// <summary>Two chains of 8 and 4 entries under three checkpoints, and 2 entries after the last.</summary>
    public static Log Grown()
    {
        var log = new Log();
        log.Append("system", 4).Append("project:1", 2).Checkpoint();
        log.Append("system", 2).Checkpoint();
        log.Append("system", 2).Append("project:1", 2).Checkpoint();
        return log;
    }

    public Log Append(string chain, int count, string? mark = null)
    {
        if (!Chains.TryGetValue(chain, out var entries))
            Chains.Add(chain, entries = []);
        entries.AddRange(Sample.After(entries.Count == 0 ? AuditHead.Empty(chain) : entries[^1].Link.Head, count, mark));
        return this;
    }

    public AuditCheckpoint Checkpoint()
    {
        Checkpoints.Add(AuditCheckpoint.Sign(Checkpoints.LastOrDefault(), Sample.Start.AddMinutes(Checkpoints.Count), Chains.Values.Select(chain => chain[^1].Link.Head), Key));
        return Checkpoints[^1];
    }

    /// <summary>Archives what lies between two checkpoints, says so in the log and takes the contents away.</summary>
    /// <returns>The archive.</returns>
    public async Task<byte[]> SealAsync(int through, int after = 0, SigningKey? key = null)
    {
        var archive = await ArchiveAsync(through, after);
        AddSeal(through, after, AuditFingerprint.Of(archive), key);
        foreach (var head in Checkpoints[through - 1].Heads)
            for (var i = 0; i < head.Index; i++)
                Chains[head.Chain][i] = Chains[head.Chain][i].Seal();
        return archive;
    }

    /// <summary>Says in the log that contents were sealed.</summary>
    public void AddSeal(int through, int after, AuditFingerprint archive, SigningKey? key = null)
    {
        var seal = AuditSeal.Sign(after, Checkpoints[through - 1], "archive", archive, key ?? Key);
        var system = Chains["system"];
        system.Add(Sealed = AuditEntry.After(system[^1].Link.Head, Sample.Event() with { Action = AuditActions.AuditSealed, Details = seal.ToDetails(Sample.Start, 1) }, new AuditContent()));
    }

    private async Task<byte[]> ArchiveAsync(int through, int after)
    {
        using var file = new MemoryStream();
        await using (var compressed = new GZipStream(file, CompressionLevel.Fastest))
        {
            var writer = new AuditBundleWriter(compressed);
            await writer.WriteHeaderAsync(Sample.Start);
            await writer.WriteCheckpointAsync(Checkpoints[through - 1]);
            foreach (var head in Checkpoints[through - 1].Heads)
            {
                var from = after == 0 ? 0 : Checkpoints[after - 1].Heads.SingleOrDefault(before => before.Chain == head.Chain)?.Index ?? 0;
                foreach (var entry in Chains[head.Chain].Take((int)head.Index).Skip((int)from))
                    await writer.WriteEntryAsync(entry);
            }
            await writer.CompleteAsync();
        }
        return file.ToArray();
    }

    public Log Backup() => new()
    {
        Chains = new(Chains.ToDictionary(chain => chain.Key, chain => chain.Value.ToList()), StringComparer.Ordinal),
        Checkpoints = [.. Checkpoints],
        Key = Key,
        Keys = [.. Keys],
    };

    public async Task<byte[]> ExportAsync()
    {
        using var stream = new MemoryStream();
        var writer = new AuditBundleWriter(stream);
        await writer.WriteHeaderAsync(Sample.Start);
        foreach (var key in Keys)
            await writer.WriteKeyAsync(key);
        if (Sealed is not null)
            await writer.WriteSealAsync(Sealed);
        foreach (var checkpoint in Checkpoints)
            await writer.WriteCheckpointAsync(checkpoint);
        foreach (var entry in Chains.Values.SelectMany(chain => chain))
            await writer.WriteEntryAsync(entry);
        await writer.CompleteAsync();
        return stream.ToArray();
    }

    public async Task<AuditBundleReport> VerifyAsync(AuditCheckpoint? earlier = null, string? key = null, params byte[][] archives) => await VerifyAsync(await ExportAsync(), earlier, key, archives);

    public static async Task<AuditBundleReport> VerifyAsync(byte[] bundle, AuditCheckpoint? earlier = null, string? key = null, params byte[][] archives)
    {
        var opened = new List<AuditArchive>();
        foreach (var archive in archives)
            opened.Add(await AuditArchive.OpenAsync("archive", new MemoryStream(archive)));
        using var stream = new MemoryStream(bundle);
        return await BundleVerifier.VerifyAsync(stream, key ?? Sample.Key.KeyId, earlier, opened, TestContext.Current.CancellationToken);
    }

    public static string[] Lines(byte[] bundle) => Encoding.UTF8.GetString(bundle).TrimEnd('\n').Split('\n');

    public static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n')));
}

using System.Text;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Audit.Tests.Bundles;

/// <summary>The form of a bundle, and streams that have another.</summary>
public sealed class AuditBundleTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_gives_what_was_written()
    {
        var log = Log.Grown();
        log.Chains["system"][0] = log.Chains["system"][0].Seal();
        using var stream = new MemoryStream(await log.ExportAsync());
        var reader = new AuditBundleReader(new Trickle(stream));
        var kinds = new List<AuditBundleLine>();
        var entries = new Queue<AuditEntry>(log.Chains.Values.SelectMany(chain => chain));
        var content = new AuditContent();
        while (await reader.ReadAsync(Ends))
        {
            kinds.Add(reader.Kind!.Value);
            if (reader.Kind == AuditBundleLine.Key)
                Assert.Equal(Sample.Key.KeyId, reader.Key.KeyId);
            if (reader.Kind == AuditBundleLine.Checkpoint)
                Assert.Equal(log.Checkpoints[kinds.Count - 3].ToString(), reader.Checkpoint.ToString());
            if (reader.Kind == AuditBundleLine.Entry)
            {
                var entry = entries.Dequeue();
                Assert.Equal(entry.Link, reader.Link);
                Assert.Equal(entry.Event is null ? null : Encoding.UTF8.GetString(content.Write(entry.Event)), reader.Content is { } text ? Encoding.UTF8.GetString(text.Span) : null);
            }
        }
        Assert.Empty(entries);
        Assert.Equal(
            [AuditBundleLine.Header, AuditBundleLine.Key, .. Enumerable.Repeat(AuditBundleLine.Checkpoint, 3), .. Enumerable.Repeat(AuditBundleLine.Entry, 12), AuditBundleLine.End],
            kinds);
    }

    [Fact]
    public async Task Write_lines_are_canonical_json_but_for_keys()
    {
        var lines = Log.Lines(await Log.Grown().ExportAsync());
        Assert.All(lines.Where(line => !line.StartsWith("{\"key\"", StringComparison.Ordinal)), line => Assert.Equal(CanonicalJson.Of(line), line));
        Assert.Equal("""{"header":{"exportedAt":"2026-07-01T08:00:00.000000Z","format":"agentgrid-audit-bundle","version":1}}""", lines[0]);
        Assert.Equal("""{"end":{"checkpoints":3,"entries":12}}""", lines[^1]);
    }

    [Fact]
    public async Task Write_stored_line_of_a_checkpoint_is_the_same()
    {
        var log = Log.Grown();
        using var stream = new MemoryStream();
        var writer = new AuditBundleWriter(stream);
        await writer.WriteHeaderAsync(Sample.Start, Ends);
        await writer.WriteCheckpointAsync(log.Checkpoints[0].ToString(), Ends);
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteCheckpointAsync("{}\n{}", Ends));
        await writer.CompleteAsync(Ends);
        Assert.Equal($"{{\"checkpoint\":{log.Checkpoints[0]}}}", Log.Lines(stream.ToArray())[1]);
    }

    [Fact]
    public async Task Write_out_of_order_is_a_mistake()
    {
        using var stream = new MemoryStream();
        var writer = new AuditBundleWriter(stream);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteKeyAsync(Sample.Key.Public, Ends));
        await writer.WriteHeaderAsync(Sample.Start, Ends);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteHeaderAsync(Sample.Start, Ends));
        await writer.WriteEntryAsync(Sample.Chain(1)[0], Ends);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteCheckpointAsync(Log.Grown().Checkpoints[0], Ends));
        await writer.CompleteAsync(Ends);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.CompleteAsync(Ends));
    }

    public static TheoryData<string, int, Func<List<string>, IEnumerable<string>>> Faults() => new()
    {
        { "empty", 1, _ => [] },
        { "no header", 1, lines => lines.Skip(1) },
        { "something else", 1, _ => ["hello"] },
        { "other format", 1, lines => lines.Select(line => line.Replace("agentgrid-audit", "other-audit", StringComparison.Ordinal)) },
        { "later version", 1, lines => lines.Select(line => line.Replace("bundle\",\"version\":1", "bundle\",\"version\":2", StringComparison.Ordinal)) },
        { "header twice", 2, lines => lines.Prepend(lines[0]) },
        { "cut at a line", 18, lines => lines.SkipLast(1) },
        { "entry gone", 17, lines => lines.Where((_, i) => i != 10) },
        { "checkpoint gone", 17, lines => lines.Where((_, i) => i != 3) },
        { "entry twice", 19, lines => lines.Take(11).Append(lines[10]).Concat(lines.Skip(11)) },
        { "something behind the end", 19, lines => lines.Append(lines[10]) },
        { "end twice", 19, lines => lines.Append(lines[^1]) },
        { "checkpoint behind entries", 18, lines => lines.SkipLast(1).Append(lines[3]).Append(lines[^1]) },
        { "key behind checkpoints", 4, lines => lines.Take(3).Append(lines[1]).Concat(lines.Skip(3)) },
        { "empty line", 7, lines => lines.Take(6).Append("").Concat(lines.Skip(6)) },
        { "carriage return", 3, lines => lines.Select((line, i) => i == 2 ? line + '\r' : line) },
        { "unknown line", 3, lines => lines.Take(2).Append("{\"note\":1}").Concat(lines.Skip(2)) },
        { "two members", 2, lines => lines.Select((line, i) => i == 1 ? line[..^1] + ",\"x\":1}" : line) },
        { "checkpoint of another text", 3, lines => lines.Select((line, i) => i == 2 ? line.Replace("\"number\":1", "\"number\": 1", StringComparison.Ordinal) : line) },
        { "key of another kind", 2, lines => lines.Select((line, i) => i == 1 ? line.Replace("P-256", "P-384", StringComparison.Ordinal) : line) },
        { "key off the curve", 2, lines => lines.Select((line, i) => i == 1 ? $"{{\"key\":{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{new string('A', 43)}\",\"y\":\"{new string('A', 43)}\"}}}}" : line) },
        { "key with a gap", 2, lines => lines.Select((line, i) => i == 1 ? line.Replace("\"x\":", "\"w\":", StringComparison.Ordinal) : line) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Read_other_form_is_refused_with_its_line(string what, int line, Func<List<string>, IEnumerable<string>> change)
    {
        var lines = Log.Lines(await Log.Grown().ExportAsync()).ToList();
        var refused = await Assert.ThrowsAsync<AuditBundleException>(() => Log.VerifyAsync(Log.Bytes(change(lines))));
        Assert.True(line == refused.Line, $"{what}: {refused.Message}");
    }

    public static TheoryData<string, Func<string, string>> EntryFaults() => new()
    {
        { "not JSON", line => line[..^1] },
        { "something behind", line => line + "x" },
        { "second member", line => line[..^1] + ",\"x\":1}" },
        { "unknown member", line => line.Replace("\"index\":", "\"place\":", StringComparison.Ordinal) },
        { "member gone", line => line.Replace("\"index\":3,", "", StringComparison.Ordinal) },
        { "member twice", line => line.Replace("\"index\":3,", "\"index\":3,\"index\":3,", StringComparison.Ordinal) },
        { "index of another type", line => line.Replace("\"index\":3", "\"index\":\"3\"", StringComparison.Ordinal) },
        { "index with a fraction", line => line.Replace("\"index\":3", "\"index\":3.5", StringComparison.Ordinal) },
        { "chain of another type", line => line.Replace("\"chain\":\"system\"", "\"chain\":7", StringComparison.Ordinal) },
        { "chain without a name", line => line.Replace("\"chain\":\"system\"", "\"chain\":\"\"", StringComparison.Ordinal) },
        { "content of another type", line => line.Replace("\"content\":{", "\"content\":1,\"x\":{", StringComparison.Ordinal) },
        { "digest escaped", line => line.Replace("\"fingerprint\":\"", "\"fingerprint\":\"\\u0030", StringComparison.Ordinal) },
        { "digest cut", line => line.Replace("\"fingerprint\":\"", "\"fingerprint\":\"00", StringComparison.Ordinal) },
        { "too long", line => line.Replace("\"content\":{", $"\"content\":{{\"x\":\"{new string('x', AuditBundle.MaxEntryLineBytes)}\",", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(EntryFaults), DisableDiscoveryEnumeration = true)]
    public async Task Read_entry_of_another_form_is_refused(string what, Func<string, string> change)
    {
        var lines = Log.Lines(await Log.Grown().ExportAsync());
        var at = Array.FindIndex(lines, line => line.StartsWith("{\"entry\":{\"chain\":\"system\"", StringComparison.Ordinal) && line.Contains("\"index\":3,", StringComparison.Ordinal));
        lines[at] = change(lines[at]);
        var refused = await Assert.ThrowsAsync<AuditBundleException>(() => Log.VerifyAsync(Log.Bytes(lines)));
        Assert.True(at + 1 == refused.Line, what);
    }

    /// <summary>Text of the same value is the same content; another value, or one that cannot be hashed, is not.</summary>
    [Theory]
    [InlineData("\"result\":\"ok\"", " \"result\" : \"\\u006fk\" ", null)]
    [InlineData("\"result\":\"ok\"", "\"result\":\"failed\"", AuditFault.ContentChanged)]
    [InlineData("\"result\":\"ok\"", "\"result\":\"ok\",\"note\":null", AuditFault.ContentChanged)]
    [InlineData("\"weight\":3", "\"weight\":3.0", AuditFault.ContentUnreadable)]
    [InlineData("\"weight\":3", "\"weight\":3,\"weight\":3", AuditFault.ContentUnreadable)]
    [InlineData("Zoë", "Zo\\ud800", AuditFault.ContentUnreadable)]
    public async Task Verify_content_is_compared_by_its_canonical_form(string old, string changed, AuditFault? fault)
    {
        var lines = Log.Lines(await Log.Grown().ExportAsync());
        var at = Array.FindIndex(lines, line => line.StartsWith("{\"entry\":{\"chain\":\"system\"", StringComparison.Ordinal) && line.Contains("\"index\":3,", StringComparison.Ordinal));
        Assert.Contains(old, lines[at], StringComparison.Ordinal);
        lines[at] = lines[at].Replace(old, changed, StringComparison.Ordinal);
        var report = await Log.VerifyAsync(Log.Bytes(lines));
        Assert.Equal((fault, fault is null ? null : 3L), (report.Integrity.Reason, report.Integrity.BrokenAt));
    }

    [Fact]
    public async Task Read_last_line_without_its_end_is_refused()
    {
        var bundle = await Log.Grown().ExportAsync();
        Assert.Equal(18, (await Assert.ThrowsAsync<AuditBundleException>(() => Log.VerifyAsync(bundle[..^1]))).Line);
    }

    [Fact]
    public async Task Read_line_without_end_is_bounded()
    {
        using var endless = new Endless();
        Assert.Equal(1, (await Assert.ThrowsAsync<AuditBundleException>(() => BundleVerifier.VerifyAsync(endless, "key", cancellationToken: Ends))).Line);
        Assert.InRange(endless.Given, AuditBundle.MaxLineBytes, 4L * AuditBundle.MaxLineBytes);
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Trickle(Stream stream) : Inner
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }

    /// <summary>One line that never ends.</summary>
    private sealed class Endless : Inner
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private abstract class Inner : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.Globalization;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Verify;

/// <summary>Verifies one bundle and tells people about it.</summary>
internal static class BundleCheck
{
    public static async Task<int> RunAsync(
        string bundle, string key, string? checkpoints, IReadOnlyList<string> archives, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var opened = new List<AuditArchive>();
        try
        {
            var earlier = checkpoints is null ? null : await ReadLastAsync(checkpoints, error, cancellationToken);
            foreach (var archive in archives)
                opened.Add(await AuditArchive.OpenAsync(archive, Open(archive), cancellationToken));
            await using var file = Open(bundle);
            await using var stream = BundleStream.Open(file);
            var report = await BundleVerifier.VerifyAsync(stream, key, earlier, opened, cancellationToken);
            await TellAsync(report, earlier, opened, output);
            return report.IsGood ? VerifyProgram.Good : VerifyProgram.Broken;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            await error.WriteLineAsync(unreadable.Message);
            return VerifyProgram.Unreadable;
        }
        finally
        {
            foreach (var archive in opened)
                await archive.DisposeAsync();
        }
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous });

    private static async Task<AuditCheckpoint> ReadLastAsync(string path, TextWriter error, CancellationToken cancellationToken)
    {
        string? before = null, last = null;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
            if (line.Length > 0)
                (before, last) = (last, line);
        if (last is not null && AuditCheckpoint.TryParse(last, out var checkpoint))
            return checkpoint;
        // A process that was killed may have left half a line.
        if (before is null || !AuditCheckpoint.TryParse(before, out checkpoint))
            throw new FormatException($"{path} does not end in a checkpoint.");
        await error.WriteLineAsync($"The last line of {path} is no whole checkpoint; the one before it, number {checkpoint.Number}, is used.");
        return checkpoint;
    }

    private static async Task TellAsync(AuditBundleReport report, AuditCheckpoint? earlier, List<AuditArchive> archives, TextWriter output)
    {
        foreach (var chain in report.Chains)
        {
            var gone = chain.Sealed > 0 ? Invariant($", {chain.Sealed} of them sealed") : "";
            var end = chain.Finding is { } finding ? $"then {finding}" : "all whole";
            await output.WriteLineAsync(Invariant($"chain {chain.Chain}: {chain.Entries} entries{gone}, {end}"));
        }
        foreach (var archive in archives)
            await output.WriteLineAsync(Invariant($"archive {archive.Name}: {archive.Contents} contents, {(archive.IsKnown ? "the file" : "not a file")} that was sealed"));
        await output.WriteLineAsync(Invariant($"checkpoints: {report.Checkpoints}{(report.CheckpointFinding is { } wrong ? $", then {wrong}" : "")}"));
        await output.WriteLineAsync(report.Anchor is { } anchor
            ? Invariant($"trusted: checkpoint {anchor.Number} of {anchor.Time:yyyy-MM-ddTHH:mm:ssZ}; {report.Beyond} entries are newer")
            : "trusted: no checkpoint is signed by the given key");
        if (earlier is null)
            await output.WriteLineAsync("not compared with a checkpoint kept outside (--checkpoint): a log put back to an older day would not be noticed");

        var integrity = report.Integrity;
        var where = integrity.BrokenAt is { } index ? Invariant($" at entry {index} of chain {integrity.Chain}") : "";
        var why = integrity.Reason is { } reason ? $": {AuditTerms.Name(reason)}" : "";
        await output.WriteLineAsync($"{AuditTerms.Name(integrity.Status)}{where}{why}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Copies of the checkpoints outside of the database: a file per month, lines are only ever added and on the disk when <see cref="AddAsync"/> returns. One process writes at a time
/// (<see cref="IAuditCheckpointStore.AloneAsync"/>). A line that a crash cut short is left as it is and not counted.
/// </summary>
internal sealed class CheckpointFolder(string path)
{
    private const string Pattern = "checkpoints-????-??.ndjson";

    private const int FirstTail = 64 * 1024;

    /// <summary>The newest checkpoint that lies here, or null.</summary>
    public async Task<AuditCheckpoint?> GetLastAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        foreach (var file in Directory.GetFiles(path, Pattern).OrderDescending(StringComparer.Ordinal))
            if (await LastOfAsync(file, cancellationToken) is { } last) return last;
        return null;
    }

    /// <summary>Adds the next checkpoints.</summary>
    public async Task AddAsync(IEnumerable<AuditCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        foreach (var month in checkpoints.GroupBy(checkpoint => checkpoint.Time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)))
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
            await using var file = new FileStream(Path.Combine(path, $"checkpoints-{month.Key}.ndjson"), options);
            var text = new StringBuilder(await EndsWholeAsync(file, cancellationToken) ? "" : "\n");
            foreach (var checkpoint in month) text.Append(checkpoint).Append('\n');
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            file.Flush(flushToDisk: true);
        }
    }

    private static async Task<bool> EndsWholeAsync(FileStream file, CancellationToken cancellationToken)
    {
        if (file.Length == 0) return true;
        var last = new byte[1];
        file.Seek(-1, SeekOrigin.End);
        await file.ReadExactlyAsync(last, cancellationToken);
        return last[0] == '\n';
    }

    // Reads ever longer ends of the file until a whole line is in it.
    private static async Task<AuditCheckpoint?> LastOfAsync(string name, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        for (long length = FirstTail; ; length *= 4)
        {
            var tail = new byte[(int)Math.Min(file.Length, length)];
            file.Seek(-tail.Length, SeekOrigin.End);
            await file.ReadExactlyAsync(tail, cancellationToken);
            foreach (var line in Encoding.UTF8.GetString(tail).Split('\n').Reverse())
                if (AuditCheckpoint.TryParse(line, out var checkpoint)) return checkpoint;
            if (length >= Math.Min(file.Length, 4L * AuditCheckpoint.MaxLineBytes)) return null;
        }
    }
}

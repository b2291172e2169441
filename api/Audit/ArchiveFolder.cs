using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>Archives of sealed contents: files that are never written over, whole and on the disk when <see cref="WriteAsync"/> returns. One process writes at a time.</summary>
internal sealed class ArchiveFolder(string path)
{
    private const string Partial = ".partial";

    /// <summary>Writes a compressed file.</summary>
    /// <param name="name">Its name, a new one.</param>
    /// <param name="write">Writes what is to be compressed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>SHA-256 of the file, as read back.</returns>
    public async Task<AuditFingerprint> WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        // Of a process that was killed.
        foreach (var left in Directory.GetFiles(path, "*" + Partial)) File.Delete(left);
        var file = Path.Combine(path, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        await using (var raw = new FileStream(file + Partial, options))
        {
            await using (var compressed = new GZipStream(raw, CompressionLevel.Optimal, leaveOpen: true)) await write(compressed);
            raw.Flush(flushToDisk: true);
        }

        var hash = await HashAsync(file + Partial, cancellationToken);
        File.Move(file + Partial, file, overwrite: false);
        FlushNames();
        return hash;
    }

    /// <summary>Whether an archive lies here as it was sealed.</summary>
    public async Task<bool> HoldsAsync(AuditSeal seal, CancellationToken cancellationToken)
    {
        var file = Path.Combine(path, Path.GetFileName(seal.Archive));
        return File.Exists(file) && await HashAsync(file, cancellationToken) == seal.ArchiveHash;
    }

    private static async Task<AuditFingerprint> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        return new AuditFingerprint(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    // A file is on the disk, its name only when the folder is, too. .NET opens no folders.
    private void FlushNames()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = Open(path, 0);
        if (folder < 0) throw new IOException($"The folder {path} cannot be opened.");
        try
        {
            if (Flush(folder) != 0) throw new IOException($"The folder {path} cannot be flushed to the disk.");
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}

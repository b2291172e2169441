using System.IO.Compression;

namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>Opens bundles, compressed or not.</summary>
public static class BundleStream
{
    // RFC 1952, section 2.3.1. No bundle begins so.
    private const int FirstOfGzip = 0x1F;

    /// <summary>The lines of a bundle in a file that may be compressed (gzip). The file stays open.</summary>
    public static Stream Open(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var start = file.Position;
        var first = file.ReadByte();
        file.Position = start;
        return first == FirstOfGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
    }
}

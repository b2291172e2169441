using System.IO.Compression;
using System.Text;

namespace AgentGrid.Api.Hosting;

/// <summary>A file of the web console, in memory.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="MediaType">As sent; null for the page, which is completed for each answer.</param>
internal sealed record ConsoleFile(byte[] Content, string? MediaType)
{
    /// <summary>The content, gzip.</summary>
    public byte[] Packed { get; } = Pack(Content);

    public string Text { get; } = MediaType is null ? Encoding.UTF8.GetString(Content) : "";

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }
}

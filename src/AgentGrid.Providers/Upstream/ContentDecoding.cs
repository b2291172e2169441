using System.IO.Compression;

namespace AgentGrid.Providers.Upstream;

/// <summary>Reads bodies of upstreams that compress although the gateway asks for <c>identity</c>.</summary>
public static class ContentDecoding
{
    private const int MaxLayers = 2;

    /// <summary>True when the header value means that the bytes are compressed; then they cannot be forwarded as they are and <c>content-length</c> does not count for the client.</summary>
    public static bool IsEncoded(string? contentEncoding) =>
        !string.IsNullOrWhiteSpace(contentEncoding) && !contentEncoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The decoded body; the stream itself when it is not encoded. Disposing the result disposes the stream. The decoders may end without an error where compressed data was
    /// cut off: a cut is seen by the dialect (malformed JSON, a stream without its end), never by this stream.
    /// </summary>
    /// <param name="body">The response body.</param>
    /// <param name="contentEncoding">The <c>content-encoding</c> header (RFC 9110 section 8.4), several values separated by commas; null for none.</param>
    /// <param name="maxBytes">Bound of the decoded bytes, against bodies that swell; reading further throws <see cref="BodyTooLargeException"/>.</param>
    /// <exception cref="InvalidDataException">An encoding that is not gzip, br, deflate or identity, or more than two of them.</exception>
    public static Stream Wrap(Stream body, string? contentEncoding, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!IsEncoded(contentEncoding))
            return body;
        var codings = contentEncoding!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codings.Length > MaxLayers)
            throw new InvalidDataException("The answer is compressed too many times.");
        var decoded = body;
        for (var i = codings.Length - 1; i >= 0; i--)
        {
            // Every layer is bounded, because the inner one may be the bomb.
            var layer = Decode(decoded, codings[i].ToLowerInvariant());
            decoded = layer == decoded ? decoded : new DecodedStream(layer, maxBytes);
        }
        return decoded;
    }

    // "deflate" means the zlib format (RFC 9110 section 8.4.1.2).
    private static Stream Decode(Stream body, string coding) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress),
        "identity" => body,
        _ => throw new InvalidDataException("The answer has an unknown content encoding."),
    };
}

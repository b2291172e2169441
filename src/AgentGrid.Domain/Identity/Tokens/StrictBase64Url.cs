using System.Buffers;
using System.Buffers.Text;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Base64url without padding (RFC 7515 section 2, RFC 4648 section 5), one text per byte string: no whitespace, no padding, no stray bits.</summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        // The framework's decoder skips whitespace and takes padding. Stray bits in the last character it refuses itself.
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet))
            return false;
        var decoded = new byte[text.Length * 3 / 4];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done || written != decoded.Length)
            return false;
        bytes = decoded;
        return true;
    }
}

using System.Globalization;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>
/// The PHC string format for stored hashes: <c>$name[$v=n]$key=number,…$salt$hash</c>, salt and hash in base64 without padding. Read strictly: one spelling for
/// each value, so that equal hashes are equal strings.
/// </summary>
internal static class PhcString
{
    /// <summary>Longest string that is looked at.</summary>
    public const int MaxLength = 512;

    /// <summary>Reads a string that begins with the given fields, has exactly the given numbers in this order, then a salt and a hash.</summary>
    /// <returns>Null when it is anything else.</returns>
    public static (int[] Numbers, byte[] Salt, byte[] Hash)? Read(string? text, string start, params ReadOnlySpan<string> keys)
    {
        if (text is null || text.Length > MaxLength || !text.StartsWith(start, StringComparison.Ordinal)) return null;
        var fields = text[start.Length..].Split('$');
        if (fields.Length != 3) return null;
        var pairs = fields[0].Split(',');
        if (pairs.Length != keys.Length) return null;
        var numbers = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!pairs[i].StartsWith(keys[i] + "=", StringComparison.Ordinal) || Number(pairs[i][(keys[i].Length + 1)..]) is not { } number) return null;
            numbers[i] = number;
        }

        return Base64(fields[1]) is { } salt && Base64(fields[2]) is { } hash ? (numbers, salt, hash) : null;
    }

    /// <summary>Writes a field of bytes.</summary>
    public static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text ? number : null;

    private static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length % 4 != 1 && !text.Contains('=') && Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length)
            && Base64(bytes.AsSpan(0, length)) == text
            ? bytes[..length]
            : null;
    }
}

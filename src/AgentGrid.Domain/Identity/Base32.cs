namespace AgentGrid.Domain.Identity;

/// <summary>Base32 (RFC 4648 section 6), written without padding and read with tolerance for how people copy secrets.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerLetter = 5;

    /// <summary>Upper-case, without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((8 * bytes.Length) + BitsPerLetter - 1) / BitsPerLetter];
        var (buffer, bits, next) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (bits < BitsPerLetter)
            {
                buffer = ((buffer << 8) | (next < bytes.Length ? bytes[next] : 0)) & 0xFFFF;
                next++;
                bits += 8;
            }

            bits -= BitsPerLetter;
            text[i] = Alphabet[(buffer >> bits) & 31];
        }

        return new string(text);
    }

    /// <summary>Reads either case, with spaces and hyphens anywhere and with or without padding at the end.</summary>
    /// <returns>Null when there is another character, a length that no bytes have, or a set bit behind the last byte.</returns>
    public static byte[]? Decode(string? text)
    {
        if (text is null) return null;
        var bytes = new List<byte>(text.Length * BitsPerLetter / 8);
        var (buffer, bits, letters) = (0, 0, 0);
        foreach (var letter in text.TrimEnd(' ').TrimEnd('=').Where(letter => letter is not (' ' or '-')))
        {
            var value = Alphabet.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
            if (value < 0 || letter > 'z') return null;
            buffer = ((buffer << BitsPerLetter) | value) & 0xFFFF;
            bits += BitsPerLetter;
            letters++;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }

        return letters % 8 is 1 or 3 or 6 || (buffer & ((1 << bits) - 1)) != 0 ? null : [.. bytes];
    }
}

using System.Security.Cryptography;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Domain.Identity;

/// <summary>
/// Codes for signing in without the authenticator, each good for once: three groups of four letters of Crockford's base 32, 60 random bits. That is few enough to type
/// and, being under the 112 bits from which a plain hash would do (OWASP ASVS 5.0, 6.5.2), hashed with scrypt. The codes of one set share a salt, so that reading one
/// costs one hash and not ten. Make and check them through a <see cref="HashingQueue"/>.
/// </summary>
public static class BackupCodes
{
    /// <summary>Codes of one set.</summary>
    public const int Count = 10;

    private const int Letters = 12;
    private const int GroupLetters = 4;

    // Without I, L, O and U: nothing to mistake for a digit, and fewer accidental words.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Makes a set. The codes are shown once; the hashes are stored by their index. Costs <see cref="Count"/> hashes.</summary>
    /// <exception cref="ArgumentException">The parameters are out of bounds.</exception>
    public static (IReadOnlyList<string> Codes, IReadOnlyList<ScryptHash> Hashes) Generate(ScryptParameters parameters)
    {
        var salt = RandomNumberGenerator.GetBytes(ScryptHash.SaltBytes);
        var letters = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Letters)).ToArray();
        return ([.. letters.Select(Group)], [.. letters.Select(code => ScryptHash.Create(code, parameters, salt))]);
    }

    /// <summary>
    /// Finds the code that was entered among those that were not used yet. The caller marks its index used by compare-and-set before it lets anyone in.
    /// </summary>
    /// <param name="entered">In either case, with or without hyphens and spaces; O is read as 0, I and L as 1.</param>
    /// <param name="unused">The stored hashes of unused codes by index.</param>
    /// <returns>The index, or null when it is none of them. Takes equally long for every well-formed code.</returns>
    public static int? Match(string? entered, IReadOnlyDictionary<int, ScryptHash> unused)
    {
        ArgumentNullException.ThrowIfNull(unused);
        if (Normalize(entered) is not { } code) return null;
        int? matched = null;
        (ScryptHash Like, byte[] Bytes)? computed = null;
        foreach (var (index, hash) in unused)
        {
            if (computed is not { } known || !hash.IsComputedLike(known.Like)) computed = known = (hash, hash.Compute(code));
            if (hash.Matches(known.Bytes)) matched = index;
        }

        return matched;
    }

    private static string Group(string letters) => string.Join('-', letters.Chunk(GroupLetters).Select(group => new string(group)));

    private static string? Normalize(string? entered)
    {
        // Longer ones cannot be a code even with a separator after each letter.
        if (entered is null || entered.Length > 2 * Letters) return null;
        var letters = string.Concat(entered.Where(letter => letter is not (' ' or '-')).Select(Read));
        return letters.Length == Letters && letters.All(letter => Alphabet.Contains(letter, StringComparison.Ordinal)) ? letters : null;
    }

    private static char Read(char letter) => char.IsAscii(letter) ? char.ToUpperInvariant(letter) switch { 'O' => '0', 'I' or 'L' => '1', var other => other } : letter;
}

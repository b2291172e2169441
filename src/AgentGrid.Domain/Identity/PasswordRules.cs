using System.Text;

namespace AgentGrid.Domain.Identity;

/// <summary>
/// What a new password must be (NIST SP 800-63B-4 section 3.1.1, OWASP ASVS 5.0 V6.2): long enough, and not one that is guessed first. No composition rules, no forced change.
/// Length counts Unicode code points, as NIST has it. The password is hashed as it was sent, without Unicode normalization: NIST's advice of NFKC needs tables that
/// .NET leaves out in invariant globalization (there <c>Normalize</c> changes nothing), and a hash must not depend on how the runtime was set up.
/// Checked when a password is set, never at sign-in.
/// </summary>
public static class PasswordRules
{
    /// <summary>Fewest code points.</summary>
    public const int MinLength = 12;

    /// <summary>Most code points.</summary>
    public const int MaxLength = 256;

    // Letters that neither a run nor a repetition foretells.
    private const int FewestSurprises = 6;

    // What must be there besides known words: this many letters, or this many other characters.
    private const int FewestOwnLetters = 4;
    private const int FewestOwnOthers = 8;

    // Shorter parts of names are too common in honest words.
    private const int ShortestName = 4;

    private static readonly char[] Separators = [' ', '.', '-', '_', '+', '@'];

    private static readonly string[] Product = ["orleans", "agent", "grid"];

    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];

    /// <summary>Checks a new password.</summary>
    /// <param name="password">As the user sent it.</param>
    /// <param name="names">What belongs to the user: e-mail address, display name.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static PasswordProblem? Check(string? password, params ReadOnlySpan<string> names)
    {
        password ??= "";
        // A code point is one or two characters: huge input is refused before it is looked at.
        if (password.Length > 2 * MaxLength) return PasswordProblem.TooLong;
        for (var i = 0; i < password.Length; i++)
        {
            if (!char.IsSurrogate(password[i])) continue;
            if (!Rune.TryGetRuneAt(password, i, out _)) return PasswordProblem.NotText;
            i++;
        }

        var runes = password.EnumerateRunes().ToArray();
        if (runes.Length < MinLength) return PasswordProblem.TooShort;
        if (runes.Length > MaxLength) return PasswordProblem.TooLong;
        var lower = password.ToLowerInvariant();
        if (Surprises(lower) < FewestSurprises || Unit(lower) < MinLength) return PasswordProblem.Predictable;
        if (IsMadeOf(lower, CommonPasswordWords.All)) return PasswordProblem.Common;
        return IsMadeOf(lower, [.. CommonPasswordWords.All, .. Product, .. Parts(names)]) ? PasswordProblem.Personal : null;
    }

    /// <summary>One sentence for the user: what is wrong, and what to do.</summary>
    public static string Explain(PasswordProblem problem) => problem switch
    {
        PasswordProblem.TooShort => $"The password needs at least {MinLength} characters. A few unrelated words are easy to remember.",
        PasswordProblem.TooLong => $"The password may have at most {MaxLength} characters.",
        PasswordProblem.NotText => "The password contains a broken character. Type it again.",
        PasswordProblem.Predictable => "The password is a repetition or a run like 123456 or qwerty, which is guessed first. Choose unrelated words.",
        PasswordProblem.Common => "The password is made of what is used most in passwords, which is guessed first. Choose unrelated words.",
        PasswordProblem.Personal => "The password is made of your name, your address or the name of this product. Choose unrelated words.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "No such problem."),
    };

    // A character is no surprise when it repeats the one before, or goes on in the direction of a row.
    private static int Surprises(string text)
    {
        var surprises = 1;
        for (var i = 1; i < text.Length; i++)
            if (text[i] != text[i - 1] && !Rows.Any(row => IsNeighbour(row, text[i - 1], text[i]))) surprises++;
        return Math.Min(surprises, text.Distinct().Count());
    }

    private static bool IsNeighbour(string row, char one, char other) =>
        row.Contains($"{one}{other}", StringComparison.Ordinal) || row.Contains($"{other}{one}", StringComparison.Ordinal);

    // The length of the shortest beginning that, repeated, is the text; a beginning of it may end the text.
    private static int Unit(string text)
    {
        var length = 1;
        while (length < text.Length && !text.AsSpan(length).SequenceEqual(text.AsSpan(0, text.Length - length))) length++;
        return length <= text.Length / 2 ? length : text.Length;
    }

    private static bool IsMadeOf(string lower, IReadOnlyCollection<string> words) => IsCovered(lower, words) || IsCovered(Unmasked(lower), words);

    // Takes the words out, longest first, and looks at what is left.
    private static bool IsCovered(string text, IEnumerable<string> words)
    {
        var left = words.OrderByDescending(word => word.Length).Aggregate(text, (rest, word) => rest.Replace(word, " ", StringComparison.Ordinal));
        var ownLetters = left.Count(char.IsLetter);
        return left != text && ownLetters < FewestOwnLetters && left.Count(c => c != ' ') - ownLetters < FewestOwnOthers;
    }

    // p@55w0rd
    private static string Unmasked(string lower) => string.Concat(lower.Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    }));

    // Each name as a whole, its part before an @, both without separators, and its words.
    private static HashSet<string> Parts(ReadOnlySpan<string> names)
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var lower = name.ToLowerInvariant();
            string[] wholes = [lower, lower.Split('@')[0]];
            parts.UnionWith([.. wholes, .. wholes.Select(whole => string.Concat(whole.Split(Separators))), .. lower.Split(Separators)]);
        }

        parts.RemoveWhere(part => part.Length < ShortestName);
        return parts;
    }
}

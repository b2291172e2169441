using System.Buffers;
using System.Globalization;
using System.Text;

namespace AgentGrid.Domain;

/// <summary>Rules for text that people write and others are shown.</summary>
public static class DisplayText
{
    /// <summary>Most characters of a name as a reader counts them (text elements).</summary>
    public const int MaxNameElements = 100;

    /// <summary>What to tell whoever sent a name that is none.</summary>
    public static readonly string NameMessage = $"Must be 1 to {MaxNameElements} characters, not only spaces, without control characters.";

    // One text element may be arbitrarily long (combining marks), so the storage is bounded too.
    private const int MaxNameLength = 800;

    /// <summary>Whether it can be the display name of a person or thing: 1 to <see cref="MaxNameElements"/> characters, well-formed, not only spaces.</summary>
    public static bool IsName(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length <= MaxNameLength && !string.IsNullOrWhiteSpace(value) && IsWellFormed(value) && new StringInfo(value).LengthInTextElements <= MaxNameElements;
    }

    /// <summary>No control characters, no line or paragraph separators, no half surrogates, no direction overrides that make text lie.</summary>
    public static bool IsWellFormed(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done)
                return false;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
                return false;
            rest = rest[used..];
        }

        return true;
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AgentGrid.Postgres.Database;

/// <summary>Cursors of lists: the sort key of the last row of a page, base64url. A tag keeps one list's cursor from being used on another.</summary>
internal static class PageCursor
{
    private const char Separator = '\u001f';

    public static string Encode(string list, params string[] key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, [list, .. key])));

    /// <summary>The key's parts; null when there is no cursor.</summary>
    /// <exception cref="FormatException">The text is not a cursor of this list.</exception>
    public static string[]? Decode(string list, string? cursor, int parts)
    {
        if (cursor is null)
            return null;
        var key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator);
        return key.Length == parts + 1 && key[0] == list ? key[1..] : throw new FormatException("The cursor does not belong to this list.");
    }

    /// <summary>The key of a list that is sorted by one number; null when there is no cursor.</summary>
    /// <exception cref="FormatException">The text is not a cursor of this list.</exception>
    public static long? DecodeNumber(string list, string? cursor) =>
        Decode(list, cursor, 1) is not { } key ? null
        : long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException("The cursor does not belong to this list.");
}

using System.Globalization;

namespace AgentGrid.Domain.Agents;

/// <summary>Reads an upstream's <c>Retry-After</c> header (RFC 9110 section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>The longest wait that is believed; longer ones are cut to it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Delta seconds, or an HTTP date in any of its three forms (RFC 9110 section 5.6.7). A time in the past is zero.</summary>
    /// <returns>The wait, between zero and <see cref="Longest"/>; null when the header is missing or is neither form.</returns>
    public static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        var text = header.AsSpan().Trim();
        if (text.IsEmpty)
            return null;
        if (char.IsAsciiDigit(text[0]) || text[0] == '-')
            return ParseSeconds(text);
        return TryParseDate(text, now, out var at) ? Clamp(at - now) : null;
    }

    private static TimeSpan? ParseSeconds(ReadOnlySpan<char> text)
    {
        var negative = text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        if (negative)
            return TimeSpan.Zero;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : Longest;
    }

    private static bool TryParseDate(ReadOnlySpan<char> text, DateTimeOffset now, out DateTimeOffset at)
    {
        // The weekday is redundant (and ambiguous while the century is unknown), so it is cut off and not checked.
        var comma = text.IndexOf(", ", StringComparison.Ordinal);
        if (comma >= 0)
        {
            var date = text[(comma + 2)..];
            if (DateTimeOffset.TryParseExact(date, "dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, Utc, out at))
                return true;
            if (!DateTimeOffset.TryParseExact(date, "dd-MMM-yy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, Utc, out at))
                return false;
            at = InNearestCentury(at, now);
            return true;
        }
        at = default;
        return text.Length > 4 && text[3] == ' '
            && DateTimeOffset.TryParseExact(text[4..], "MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, Utc | DateTimeStyles.AllowInnerWhite, out at);
    }

    // A two-digit year that appears to be more than 50 years ahead is the most recent past year with these digits.
    private static DateTimeOffset InNearestCentury(DateTimeOffset at, DateTimeOffset now)
    {
        at = at.AddYears((now.Year / 100 * 100) + (at.Year % 100) - at.Year);
        if (at > now.AddYears(50))
            return at.AddYears(-100);
        return at.AddYears(100) <= now.AddYears(50) ? at.AddYears(100) : at;
    }

    private static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}

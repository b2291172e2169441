using System.Buffers;

namespace AgentGrid.Domain.Audit;

/// <summary>Names of audit chains.</summary>
public static class AuditChains
{
    /// <summary>The chain of everything that belongs to no project.</summary>
    public const string System = "system";

    /// <summary>Most characters of a name.</summary>
    public const int MaxLength = 200;

    private const string RoomPrefix = "room:";

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789:-_.");

    /// <summary>The chain of a project.</summary>
    public static string OfProject(Guid project) => $"project:{project:D}";

    /// <summary>The chain of a room: its messages.</summary>
    public static string OfRoom(Guid room) => $"{RoomPrefix}{room:D}";

    /// <summary>The room whose chain it is; null for other chains.</summary>
    public static Guid? RoomOf(string chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return chain.StartsWith(RoomPrefix, StringComparison.Ordinal) && Guid.TryParseExact(chain.AsSpan(RoomPrefix.Length), "D", out var room) ? room : null;
    }

    /// <summary>Whether a text may name a chain: 1 to <see cref="MaxLength"/> of <c>a–z 0–9 : - _ .</c>, so that all orders and encodings agree.</summary>
    public static bool IsName(ReadOnlySpan<char> text) => text.Length is >= 1 and <= MaxLength && !text.ContainsAnyExcept(Characters);
}

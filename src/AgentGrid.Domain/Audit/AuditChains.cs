using System.Buffers;

namespace AgentGrid.Domain.Audit;

/// <summary>Names of audit chains.</summary>
public static class AuditChains
{
    /// <summary>The chain of everything that belongs to no project.</summary>
    public const string System = "system";

    /// <summary>Most characters of a name.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789:-_.");

    /// <summary>The chain of a project.</summary>
    public static string OfProject(Guid project) => $"project:{project:D}";

    /// <summary>The chain of a room: its messages.</summary>
    public static string OfRoom(Guid room) => $"room:{room:D}";

    /// <summary>Whether a text may name a chain: 1 to <see cref="MaxLength"/> of <c>a–z 0–9 : - _ .</c>, so that all orders and encodings agree.</summary>
    public static bool IsName(ReadOnlySpan<char> text) => text.Length is >= 1 and <= MaxLength && !text.ContainsAnyExcept(Characters);
}

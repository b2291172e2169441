using System.Text;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>The table of faults; <c>docs/failure-wall.md</c> is this table.</summary>
public static partial class FailureWall
{
    private const string Failed = "1 failure, no tokens";
    private const string Succeeded = "1 success, 3 in, 2 out";
    private const string FromB = "200 \"from b\"";
    private const string StreamFromB = "200 stream: \"from b\", \"!\", stop, [DONE]";

    /// <summary>All rows in the order of the document.</summary>
    public static IReadOnlyList<WallRow> Rows { get; } = [.. Connections, .. Statuses, .. Whole, .. BeforeFirstByte, .. MidStream, .. Forms];

    /// <summary>The document.</summary>
    public static string Document()
    {
        var text = new StringBuilder("""
            # The failure wall

            What becomes of a request when its agent fails. Two agents share a pool; `a`, which is asked first, has the fault, `b` answers well. Each row is a test
            over real sockets (`FailureWallTests`), which also checks that this table says what it saw. Tokens are those that the agent reported, never guesses.

            | fault of `a` | what the client saw | what was metered for `a` | which agent was asked next |
            |---|---|---|---|

            """);
        foreach (var row in Rows) text.Append(FormattableString.Invariant($"| {Cell(row.ToString())} | {Cell(row.Saw)} | {row.Metered} | {row.Next} |\n"));
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

using AgentGrid.Contracts;

namespace AgentGrid.Api.Hosting;

/// <summary>The bounds of a page.</summary>
internal static class Paging
{
    private const int Default = 50;
    private const int Most = 200;

    /// <summary>The page size asked for: 1–200, default 50.</summary>
    internal static int Limit(int? limit) => limit is null or (>= 1 and <= Most)
        ? limit ?? Default
        : throw GridException.Invalid("limit", $"Must be 1 to {Most}.");
}

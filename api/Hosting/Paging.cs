using AgentGrid.Contracts;
using AgentGrid.Domain;

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

    /// <summary>Reads a page; a cursor that is none of this list is a wrong field.</summary>
    internal static async Task<Page<T>> ReadAsync<T>(Func<Task<Page<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (FormatException)
        {
            throw GridException.Invalid("cursor", "Must be the nextCursor of a page of this list, unchanged.");
        }
    }
}

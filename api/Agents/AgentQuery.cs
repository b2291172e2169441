using AgentGrid.Contracts;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Api.Agents;

/// <summary>Which agents to list.</summary>
/// <param name="Limit">Page size.</param>
/// <param name="Cursor">From the page before.</param>
/// <param name="Pool">Of this pool only.</param>
/// <param name="Kind">Of this kind only.</param>
/// <param name="Status">With this status only: <c>healthy</c>, <c>unhealthy</c>, <c>unknown</c>, <c>draining</c>.</param>
/// <param name="Search">Part of the name or display name, 1–800 characters.</param>
public sealed record AgentQuery(int Limit, string? Cursor, string? Pool, string? Kind, string? Status, string? Search)
{
    private const int LongestSearch = 800;

    /// <summary>The filter for the store. What could never match is refused rather than answered with an empty list.</summary>
    /// <exception cref="GridException">Invalid, with the fields.</exception>
    public AgentFilter ToFilter()
    {
        var errors = new Dictionary<string, string[]>();
        if (Pool is not null && !AgentName.IsValid(Pool)) errors["pool"] = ["Must be the name of a pool: a-z, 0-9 or '-'."];
        if (Kind is not null && !AgentTerms.TryParseKind(Kind, out _)) errors["kind"] = ["Must be openai, anthropic, gemini, ollama, openclaw or none."];
        if (Status is not (null or "healthy" or "unhealthy" or "unknown" or "draining")) errors["status"] = ["Must be healthy, unhealthy, unknown or draining."];
        if (Search is { Length: 0 or > LongestSearch } || Search?.Any(char.IsControl) == true)
            errors["q"] = [$"Must be 1 to {LongestSearch} characters without control characters."];
        return errors.Count == 0 ? new AgentFilter { Pool = Pool, Kind = Kind, Status = Status, Query = Search } : throw GridException.Invalid(errors);
    }
}

namespace AgentGrid.Api.Agents;

/// <summary>Which agents to list.</summary>
/// <param name="Limit">Page size.</param>
/// <param name="Cursor">From the page before.</param>
/// <param name="Pool">Of this pool only.</param>
/// <param name="Kind">Of this kind only.</param>
/// <param name="Status">With this stored health only: <c>healthy</c>, <c>unhealthy</c>, <c>unknown</c>.</param>
/// <param name="Search">Part of the name or display name.</param>
public sealed record AgentQuery(int Limit, string? Cursor, string? Pool, string? Kind, string? Status, string? Search);

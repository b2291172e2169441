namespace AgentGrid.Api.Hosting;

/// <summary>A page of a list.</summary>
/// <param name="Items">At most <c>limit</c> items.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record ListResponse<T>(IReadOnlyList<T> Items, string? NextCursor);

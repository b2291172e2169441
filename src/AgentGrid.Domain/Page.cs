namespace AgentGrid.Domain;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most the asked number of items.</param>
/// <param name="NextCursor">Where the next page begins: opaque, stable while rows come and go. Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

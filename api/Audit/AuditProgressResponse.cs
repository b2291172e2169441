namespace AgentGrid.Api.Audit;

/// <summary>How far a verification is.</summary>
/// <param name="Checkpoints">How many checkpoints were found good.</param>
/// <param name="Entries">How many entries were found whole.</param>
/// <param name="Total">How many there are; 0 while checkpoints are read.</param>
/// <param name="Chain">The chain it is in.</param>
public sealed record AuditProgressResponse(long Checkpoints, long Entries, long Total, string? Chain)
{
    internal static AuditProgressResponse Of(AuditWalk walk) => new(walk.Checkpoints, walk.Entries, walk.Total, walk.Head?.Chain);
}

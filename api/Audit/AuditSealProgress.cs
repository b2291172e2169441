namespace AgentGrid.Api.Audit;

/// <summary>How far a sealing is.</summary>
/// <param name="Step"><c>archive</c>, <c>record</c> or <c>delete</c>.</param>
/// <param name="Done">Of the step: contents archived or deleted; whether the entry is there, and whether it is under a checkpoint.</param>
/// <param name="Total">How many there are to be.</param>
public sealed record AuditSealProgress(string Step, long Done, long Total);

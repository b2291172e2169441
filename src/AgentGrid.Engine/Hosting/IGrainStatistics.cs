namespace Orleans.Hosting;

/// <summary>What an operator page shows of the engine. The same figures are exported by the meter "AgentGrid.Engine".</summary>
public interface IGrainStatistics
{
    /// <summary>One entry per grain type, ordered by name. Walks all activations: for a page, not for a hot path.</summary>
    IReadOnlyList<GrainTypeStatistics> Snapshot();
}

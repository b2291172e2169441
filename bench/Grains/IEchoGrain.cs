namespace AgentGrid.Bench.Grains;

/// <summary>The smallest grain whose calls can be counted.</summary>
[Alias("grid.bench.echo")]
public interface IEchoGrain : IGrainWithIntegerKey
{
    /// <summary>An argument and a result that cross the boundary as they are.</summary>
    [Alias("shared")]
    Task<SharedText> EchoShared(SharedText text);

    /// <summary>An argument and a result that are copied at the boundary.</summary>
    [Alias("copied")]
    Task<CopiedText> EchoCopied(CopiedText text);
}

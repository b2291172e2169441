namespace AgentGrid.Bench.Grains;

/// <inheritdoc cref="IEchoGrain"/>
public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<SharedText> EchoShared(SharedText text) => Task.FromResult(text);

    public Task<CopiedText> EchoCopied(CopiedText text) => Task.FromResult(text);
}

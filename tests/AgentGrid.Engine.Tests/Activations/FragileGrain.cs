using System.Collections.Concurrent;

namespace AgentGrid.Engine.Tests.Activations;

/// <summary>Fails its first activation.</summary>
public sealed class FragileGrain : Grain, IFragileGrain
{
    private static readonly ConcurrentDictionary<string, int> Attempts = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Attempts.AddOrUpdate(this.GetPrimaryKeyString(), 1, (_, before) => before + 1) == 1)
            throw new InvalidOperationException("The first time fails.");
    }

    public Task<int> Attempt() => Task.FromResult(Attempts[this.GetPrimaryKeyString()]);
}

using Orleans.Storage;

namespace AgentGrid.Engine.Tests.State;

public sealed class StatefulGrain(
    [PersistentState("counter")] IPersistentState<Counter> counter,
    [PersistentState("other", "other")] IPersistentState<Counter> other) : Grain, IStatefulGrain
{
    private readonly Guid _instance = Guid.CreateVersion7();
    private int _atActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = counter.State.Value;
        return Task.CompletedTask;
    }

    public async Task<int> AddAndWrite(int number)
    {
        counter.State.Value += number;
        await counter.WriteStateAsync();
        return counter.State.Value;
    }

    public Task<int> AddWithoutWriting(int number) => Task.FromResult(counter.State.Value += number);

    public async Task<int> ReadAgain()
    {
        await counter.ReadStateAsync();
        return counter.State.Value;
    }

    public Task<int> Value() => Task.FromResult(counter.State.Value);

    public Task<bool> Exists() => Task.FromResult(counter.RecordExists);

    public Task<string?> Etag() => Task.FromResult(counter.Etag);

    public Task Clear() => counter.ClearStateAsync();

    public async Task<int> AddToOther(int number)
    {
        other.State.Value += number;
        await other.WriteStateAsync();
        return other.State.Value;
    }

    public Task<int> OtherValue() => Task.FromResult(other.State.Value);

    public Task<int> ValueAtActivation() => Task.FromResult(_atActivation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<Guid> Instance() => Task.FromResult(_instance);

    /// <summary>As a storage fails when another activation has written.</summary>
    public Task Conflict(bool escape)
    {
        try
        {
            throw new InconsistentStateException("Lost a race.", "stored", "current");
        }
        catch (InconsistentStateException) when (!escape)
        {
            return Task.CompletedTask;
        }
    }

    public async Task<bool> TouchOutside()
    {
        try
        {
            await Task.Run(() => counter.State.Value++);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public async Task<int> WriteManyAtOnce(int times)
    {
        var writes = new List<Task>();
        for (var i = 0; i < times; i++)
        {
            counter.State.Value++;
            writes.Add(counter.WriteStateAsync());
        }

        await Task.WhenAll(writes);
        return counter.State.Value;
    }
}

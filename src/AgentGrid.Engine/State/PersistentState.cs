using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans;

/// <summary>State of one activation. Operations run one after another, in the order they were asked for.</summary>
internal sealed class PersistentState<TState>(string name, Activation activation, IGrainStorage storage) : IPersistentState<TState>, IStateLoader
{
    private readonly GrainState<TState> _stored = new(NewState());
    private Task _last = Task.CompletedTask;
    private bool _loaded;

    public TState State
    {
        get
        {
            CheckTurn();
            return _stored.State!;
        }

        set
        {
            CheckTurn();
            _stored.State = value;
        }
    }

    public string? Etag => _stored.ETag;

    public bool RecordExists => _loaded ? _stored.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public Task ReadStateAsync() => Next("read", () => storage.ReadStateAsync(name, activation.GrainId, _stored));

    public Task WriteStateAsync() => Next("write", () => storage.WriteStateAsync(name, activation.GrainId, _stored));

    public Task ClearStateAsync() => Next("clear", () => storage.ClearStateAsync(name, activation.GrainId, _stored));

    internal static TState NewState() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is null ? default! : Activator.CreateInstance<TState>();

    private Task Next(string verb, Func<Task> operation)
    {
        CheckTurn();
        return _last = RunAsync(_last, verb, operation);
    }

    private async Task RunAsync(Task before, string verb, Func<Task> operation)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await operation();
            _loaded = true;
        }
        catch (Exception failure) when (failure is not (OrleansException or OperationCanceledException))
        {
            throw new OrleansException($"Could not {verb} state {name} of grain {activation.GrainId}: {failure.Message}", failure);
        }
    }

    private static void CheckTurn()
    {
        if (RuntimeContext.Current is null)
            throw new InvalidOperationException("State was touched outside of a turn of its grain, for example after ConfigureAwait(false) or in Task.Run.");
    }
}

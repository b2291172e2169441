using System.Collections.Concurrent;
using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The observers of this process.</summary>
internal sealed class ObserverTable(EmbeddedEngine engine) : ICallTargetSource
{
    /// <summary>Cannot clash with a grain type: those have no dots.</summary>
    public static readonly GrainType Type = GrainType.Create("sys.client");

    private readonly ConcurrentDictionary<GrainId, LocalObserver> _observers = new();
    private long _last;

    public GrainReference Add(Type interfaceType, IGrainObserver observer)
    {
        CheckNotInGrain();
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReference) throw new ArgumentException("Argument obj is already a grain reference.", nameof(observer));
        if (observer is Grain) throw new ArgumentException("Argument must not be a grain class.", nameof(observer));
        var id = new GrainId(Type, GrainIdKeyExtensions.CreateIntegerKey(Interlocked.Increment(ref _last)));
        _observers[id] = new(engine, this, id, observer);
        return engine.MakeReference(interfaceType, this, id);
    }

    public void Remove(IGrainObserver reference)
    {
        CheckNotInGrain();
        if (reference is not GrainReference { GrainId: var id }) throw new ArgumentException("Argument reference is not a grain reference.", nameof(reference));
        if (!TryRemove(id)) throw new ArgumentException("Reference is not associated with a local object.", nameof(reference));
    }

    public bool TryRemove(GrainId id)
    {
        if (!_observers.TryRemove(id, out var observer)) return false;
        observer.End();
        return true;
    }

    public ICallTarget? Find(GrainId grainId, GrainCall call)
    {
        if (_observers.TryGetValue(grainId, out var observer)) return observer;
        engine.Log.ObserverGone(grainId);

        call.Fail(NobodyAnswers(grainId));
        return null;
    }

    /// <summary>What a caller is told at once that in a cluster would find out by its timeout.</summary>
    public static TimeoutException NobodyAnswers(GrainId grainId) => new($"Observer {grainId} is gone: no response will arrive.");

    public void FailExpired(long now)
    {
        foreach (var (_, observer) in _observers) observer.FailExpired(now);
    }

    private static void CheckNotInGrain()
    {
        if (RuntimeContext.Current is not null)
            throw new InvalidOperationException("A grain cannot host an observer: it may move, the observer cannot. Pass this.AsReference<T>() of an interface of its own.");
    }
}

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
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReference) throw new ArgumentException("Argument obj is already a grain reference.", nameof(observer));
        if (observer is Grain) throw new ArgumentException("Argument must not be a grain class.", nameof(observer));
        var id = new GrainId(Type, GrainIdKeyExtensions.CreateIntegerKey(Interlocked.Increment(ref _last)));
        _observers[id] = new(engine, this, id, observer);
        return engine.MakeReference(interfaceType, this, id);
    }

    public void Remove(IGrainObserver reference)
    {
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

        // Nobody will answer. In a cluster the caller would find out by its timeout; here it is known at once.
        call.Fail(new ClientNotAvailableException(grainId));
        return null;
    }

    public void FailExpired(long now)
    {
        foreach (var (_, observer) in _observers) observer.FailExpired(now);
    }
}

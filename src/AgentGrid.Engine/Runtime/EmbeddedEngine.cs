using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The engine of one process: its grain classes, observers and sweep.</summary>
internal sealed class EmbeddedEngine : IGrainRuntime, IAsyncDisposable
{
    private readonly FrozenDictionary<Type, Func<GrainReference>> _references;
    private readonly FrozenDictionary<Type, GrainClass[]> _byInterface;
    private readonly FrozenDictionary<GrainType, GrainClass> _byType;
    private readonly SingletonServices _singletons;
    private ITimer? _sweep;
    private long _nextCollection;
    private volatile bool _open;

    public EmbeddedEngine(
        IServiceProvider services, EmbeddedEngineOptions options, TimeProvider time, ILogger<EmbeddedEngine> log, SingletonServices singletons)
    {
        Services = services;
        Options = options;
        Clock = new(time);
        Log = new(log);
        _singletons = singletons;
        Observers = new(this);
        Timers = new(Log);
        Factory = new(this);
        Filters = [.. services.GetServices<IIncomingGrainCallFilter>()];

        var metadata = GrainAssemblies.Load(options.Assemblies);
        _references = metadata.References.ToFrozenDictionary();
        var classes = metadata.Grains.Distinct().Select(type => new GrainClass(this, type)).ToArray();
        var clash = classes.GroupBy(grain => grain.GrainType).FirstOrDefault(group => group.Count() > 1);
        if (clash is not null)
            throw new OrleansConfigurationException($"Two grain classes are named '{clash.Key}': {string.Join(", ", clash.Select(grain => grain.Type))}.");
        _byType = classes.ToFrozenDictionary(grain => grain.GrainType);
        _byInterface = classes
            .SelectMany(grain => grain.Type.GetInterfaces().Where(_references.ContainsKey).Select(type => (type, grain)))
            .GroupBy(pair => pair.type, pair => pair.grain)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    public IServiceProvider Services { get; }

    public IServiceProvider ServiceProvider => Services;

    public EmbeddedEngineOptions Options { get; }

    public EngineClock Clock { get; }

    public EngineLog Log { get; }

    public TimerRegistry Timers { get; }

    public ObserverTable Observers { get; }

    public GrainFactory Factory { get; }

    public IGrainFactory GrainFactory => Factory;

    public TimeProvider TimeProvider => Clock.Time;

    public IIncomingGrainCallFilter[] Filters { get; }

    /// <summary>Takes calls: from start to stop.</summary>
    public bool IsOpen => _open;

    public IEnumerable<GrainClass> Classes => _byType.Values;

    public bool IsSingleton(Type service) => _singletons.Contains(service);

    public void Start()
    {
        Clock.Refresh();
        _nextCollection = Clock.Now + (long)Options.CollectionQuantum.TotalMilliseconds;
        using (ExecutionContext.SuppressFlow())
            _sweep = Clock.Time.CreateTimer(static engine => ((EmbeddedEngine)engine!).Sweep(), this, EngineClock.Resolution, EngineClock.Resolution);
        _open = true;
    }

    /// <summary>Deactivates all activations; those not done when <paramref name="cancellationToken"/> ends are left behind and their callers fail.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_open) return;
        _open = false;
        var all = Classes.SelectMany(grain => grain.Activations).ToArray();
        foreach (var activation in all) activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The host stops."), CancellationToken.None);
        try
        {
            await Task.WhenAll(all.Select(activation => activation.Deactivated)).WaitAsync(Options.ShutdownTimeout, Clock.Time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            Log.ShutdownTimedOut(all.Count(activation => activation.Status != ActivationStatus.Ended));
        }

        // What still waits will never be answered.
        foreach (var activation in all) activation.FailAll(new SiloUnavailableException("The engine has stopped."));
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _open = false;
        if (Interlocked.Exchange(ref _sweep, null) is { } sweep) await sweep.DisposeAsync();
    }

    public GrainClass ClassOf(Type interfaceType, string? prefix)
    {
        if (!_byInterface.TryGetValue(interfaceType, out var classes))
            throw new ArgumentException($"Could not find an implementation for interface {interfaceType}.");
        if (prefix is not null) classes = [.. classes.Where(grain => grain.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))];
        return classes.Length == 1
            ? classes[0]
            : throw new ArgumentException($"Interface {interfaceType} has {classes.Length} implementations{(prefix is null ? "" : $" that start with {prefix}")}.");
    }

    public ICallTargetSource SourceOf(GrainId grainId)
    {
        if (grainId.Type == ObserverTable.Type) return Observers;
        return _byType.TryGetValue(grainId.Type, out var grain) ? grain : throw new ArgumentException($"There is no grain type '{grainId.Type}'.");
    }

    public GrainReference MakeReference(Type interfaceType, ICallTargetSource source, GrainId grainId)
    {
        if (!_references.TryGetValue(interfaceType, out var make))
            throw new ArgumentException($"{interfaceType} is not a grain or observer interface known to the engine.");
        var reference = make();
        reference.Bind(this, source, grainId);
        return reference;
    }

    public GrainReference MakeReference(GrainClass grain, GrainId grainId)
    {
        var reference = new PlainGrainReference();
        reference.Bind(this, grain, grainId);
        return reference;
    }

    public void DeactivateOnIdle(IGrainContext grainContext) =>
        grainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => ((Activation)grainContext).DelayDeactivation(timeSpan);

    private void Sweep()
    {
        try
        {
            var now = Clock.Refresh();
            var collect = now >= _nextCollection;
            if (collect) _nextCollection = now + (long)Options.CollectionQuantum.TotalMilliseconds;
            foreach (var grain in Classes)
            {
                foreach (var activation in grain.Activations)
                {
                    activation.FailExpired(now);
                    if (collect) activation.CollectIfIdle(now);
                }
            }

            Observers.FailExpired(now);
        }
        catch (Exception failure)
        {
            // A timer callback must not end the process; the next sweep tries again.
            Log.SweepFailed(failure);
        }
    }
}

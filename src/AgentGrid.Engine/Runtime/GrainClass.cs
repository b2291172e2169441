using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans;

/// <summary>One grain class and its activations.</summary>
internal sealed class GrainClass : ICallTargetSource
{
    private readonly EmbeddedEngine _engine;
    private readonly ConcurrentDictionary<IdSpan, Activation> _activations = new();
    private readonly Func<IdSpan, Activation> _make;
    private readonly ObjectFactory _construct;
    private readonly Func<Activation, object>[] _arguments;
    private readonly bool _needsScope;
    private long _endedCalls;
    private long _endedErrors;
    private long _endedTurnTicks;

    public GrainClass(EmbeddedEngine engine, Type type)
    {
        _engine = engine;
        Type = type;
        GrainType = GrainType.Create(NameOf(type));
        IsFilter = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        CollectionAge = (long)engine.Options.CollectionAgeOf(type).TotalMilliseconds;
        _make = key => new Activation(_engine, this, key);

        var parameters = type.GetConstructors().FirstOrDefault()?.GetParameters() ?? [];
        var given = parameters.Where(IsGiven).ToArray();
        _arguments = [.. given.Select(ArgumentFor)];
        _construct = ActivatorUtilities.CreateFactory(type, [.. given.Select(parameter => parameter.ParameterType)]);
        _needsScope = parameters.Any(parameter => !IsGiven(parameter) && !engine.IsSingleton(parameter.ParameterType));
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    /// <summary>Whether the grain filters its own calls.</summary>
    public bool IsFilter { get; }

    /// <summary>Milliseconds.</summary>
    public long CollectionAge { get; }

    public IEnumerable<Activation> Activations => _activations.Select(static pair => pair.Value);

    public int Count => _activations.Count;

    public object Create(Activation activation)
    {
        try
        {
            var arguments = new object[_arguments.Length];
            for (var i = 0; i < arguments.Length; i++) arguments[i] = _arguments[i](activation);
            return _construct(_needsScope ? activation.ActivationServices : _engine.Services, arguments);
        }
        catch (Exception failure)
        {
            // Of whatever kind: its caller must know that the grain was not made, and which.
            throw new InvalidOperationException($"Failed to create an instance of grain type '{Type}': {failure.Message}", failure);
        }
    }

    public ICallTarget? Find(GrainId grainId, GrainCall call)
    {
        if (_engine.IsOpen) return _activations.GetOrAdd(grainId.Key, _make);

        // While the host stops, grains may still call those that have not ended.
        if (_activations.TryGetValue(grainId.Key, out var activation)) return activation;
        call.Fail(new SiloUnavailableException());
        return null;
    }

    /// <summary>Sends a call on that its activation could not take any more.</summary>
    public void Route(GrainCall call, IdSpan key)
    {
        while (Find(new(GrainType, key), call) is { } target)
        {
            if (target.TryPost(call)) return;
        }
    }

    public void Remove(Activation activation)
    {
        if (!_activations.TryRemove(new(activation.Key, activation))) return;
        var (calls, errors, ticks) = activation.Counters;
        Interlocked.Add(ref _endedCalls, calls);
        Interlocked.Add(ref _endedErrors, errors);
        Interlocked.Add(ref _endedTurnTicks, ticks);
    }

    public GrainTypeStatistics Statistics()
    {
        var (activations, calls, errors, ticks) = (0, Interlocked.Read(ref _endedCalls), Interlocked.Read(ref _endedErrors), Interlocked.Read(ref _endedTurnTicks));
        foreach (var activation in Activations)
        {
            activations++;
            var counters = activation.Counters;
            calls += counters.Calls;
            errors += counters.Errors;
            ticks += counters.TurnTicks;
        }

        return new(GrainType.ToString(), activations, calls, errors, System.Diagnostics.Stopwatch.GetElapsedTime(0, ticks));
    }

    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }

    private static bool IsGiven(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(IGrainContext) || parameter.IsDefined(typeof(PersistentStateAttribute));

    private Func<Activation, object> ArgumentFor(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } state) return static activation => activation;
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new OrleansConfigurationException($"{Type}: parameter {parameter.Name} with [PersistentState] must be an IPersistentState<T>.");
        return PersistentStateFactory.For(parameter.ParameterType.GenericTypeArguments[0], state, _engine);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <content>The activation as its grain sees it.</content>
internal sealed partial class Activation
{
    private GrainReference? _reference;
    private Dictionary<Type, object>? _components;
    private List<GrainTimer>? _timers;

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => _reference ??= Engine.MakeReference(Class, GrainId);

    // A scope is made only for grains that ask: it costs more than the rest of the activation.
    public IServiceProvider ActivationServices =>
        (_scope ??= Engine.Services.CreateScope()).ServiceProvider;

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType)
    {
        if (componentType.IsInstanceOfType(GrainInstance)) return GrainInstance;
        if (_components is { } components && components.TryGetValue(componentType, out var component)) return component;
        return componentType.IsInstanceOfType(this) ? this : null;
    }

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class
    {
        if (GrainInstance is TComponent) throw new ArgumentException("Cannot override a component which is implemented by this grain");
        if (value is null) _components?.Remove(typeof(TComponent));
        else (_components ??= [])[typeof(TComponent)] = value;
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => $"{GrainId} ({_status})";

    public void AddTimer(GrainTimer timer)
    {
        lock (this) (_timers ??= []).Add(timer);
    }

    public void RemoveTimer(GrainTimer timer)
    {
        lock (this) _timers?.Remove(timer);
    }

    private void DisposeTimers()
    {
        List<GrainTimer>? timers;
        lock (this)
        {
            timers = _timers;
            _timers = null;
        }

        foreach (var timer in timers ?? []) timer.Dispose();
    }
}

using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One activation: a grain object, its identity and its queue.</summary>
public interface IGrainContext : ITargetHolder, IEquatable<IGrainContext>
{
    /// <summary>A reference to this grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The identity.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null before it is made and after deactivation.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation (a scope of its own).</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when this activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Ends this activation when its running request is done. Returns at once.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    /// <summary>Attaches (or with null removes) an object, found by its type.</summary>
    void SetComponent<TComponent>(TComponent? value) where TComponent : class;
}

namespace Orleans.Runtime;

/// <summary>What <see cref="Grain"/> needs of the engine.</summary>
public interface IGrainRuntime
{
    /// <summary>Makes references to other grains.</summary>
    IGrainFactory GrainFactory { get; }

    /// <summary>The services of the host.</summary>
    IServiceProvider ServiceProvider { get; }

    /// <summary>The clock of the engine.</summary>
    TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Ends an activation when its running request is done.</summary>
    void DeactivateOnIdle(IGrainContext grainContext);

    /// <summary>Keeps an activation at least this long from now.</summary>
    void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan);
}

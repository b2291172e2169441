using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The port of grain state stores. Registered by name as a keyed service. Called on the scheduler of the grain; must be thread-safe.</summary>
public interface IGrainStorage
{
    /// <summary>Fills <paramref name="grainState"/>; nothing stored gives a new object, no ETag and RecordExists false.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Compares the ETag and sets the new one.</summary>
    /// <exception cref="InconsistentStateException">The stored ETag is another one.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Compares the ETag and deletes.</summary>
    /// <exception cref="InconsistentStateException">The stored ETag is another one.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}

namespace Orleans.Core;

/// <summary>A stored object.</summary>
public interface IStorage
{
    /// <summary>The version read or written last; null when nothing is stored.</summary>
    string? Etag { get; }

    /// <summary>Whether something is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes what is stored and resets the state to a new object.</summary>
    Task ClearStateAsync();

    /// <exception cref="Storage.InconsistentStateException">Somebody else wrote since this was read.</exception>
    Task WriteStateAsync();

    /// <summary>Loads what is stored; a new object when nothing is.</summary>
    Task ReadStateAsync();

    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

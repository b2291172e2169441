namespace Orleans.Core;

/// <summary>A stored object of type <typeparamref name="TState"/>.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The object in memory; reaches the storage by <see cref="IStorage.WriteStateAsync()"/>.</summary>
    TState State { get; set; }
}

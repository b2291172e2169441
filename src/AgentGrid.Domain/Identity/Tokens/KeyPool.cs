using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>
/// Native keys are not promised to be thread-safe, and a lock would make all requests queue on one: each use rents its own copy.
/// Holds as many copies as were ever used at once; their handles are freed by finalizers when the pool is dropped.
/// </summary>
internal sealed class KeyPool(Func<AsymmetricAlgorithm> open)
{
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];

    public AsymmetricAlgorithm Rent() => _idle.TryTake(out var key) ? key : open();

    public void Return(AsymmetricAlgorithm key) => _idle.Add(key);
}

namespace AgentGrid.Domain.Limits;

/// <summary>
/// Who answers a request with an idempotency key, and the answer. Exactly one attempt at a time owns a key; an owner whose lease ran out may be replaced by one
/// other. Safe for concurrent use, across processes. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IIdempotencyStore
{
    /// <summary>Claims the key, or says what it stands for.</summary>
    /// <param name="request">The attempt.</param>
    /// <param name="lease">How long the attempt is believed alive without <see cref="RenewAsync"/>.</param>
    /// <param name="timeToLive">How long the key and its answer are kept.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IdempotencyResult> TryBeginAsync(IdempotencyRequest request, TimeSpan lease, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Prolongs the attempt's lease from now. False when it does not own the key any more.</summary>
    Task<bool> RenewAsync(IdempotencyRequest request, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Stores the answer. False when the attempt does not own the key any more: then another one's answer counts.</summary>
    Task<bool> CompleteAsync(IdempotencyRequest request, IdempotentAnswer answer, CancellationToken cancellationToken);

    /// <summary>Frees the key: nothing happened, the next attempt may try. Does nothing when the attempt does not own it any more.</summary>
    Task AbandonAsync(IdempotencyRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes up to so many expired keys; returns how many.</summary>
    Task<int> PurgeExpiredAsync(int limit, CancellationToken cancellationToken);
}

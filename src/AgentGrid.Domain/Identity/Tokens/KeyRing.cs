namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>
/// Which key of one algorithm signs, which are published, and when the next is made: pure over the stored records, so every process that sees the same records
/// decides alike. A key signs for <see cref="Period"/>; it is published <see cref="Overlap"/> before it signs and stays so <see cref="Overlap"/> after it stopped.
/// </summary>
/// <remarks>
/// Holds: at most one signer at any moment; a key is published before it signs (except where no usable key is left: the very first, and after a revocation);
/// a token that lives no longer than <see cref="Overlap"/> verifies for its whole life unless its key is revoked. A process must re-read the records at least once per
/// <see cref="Overlap"/>. If nobody makes the next key in time the old one goes on signing: late rotation is better than no sign-in.
/// </remarks>
public sealed class KeyRing
{
    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(90);

    /// <summary>How long a key is published before and after it signs.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    private readonly KeyRecord[] _keys;
    private readonly int _lastGeneration;

    /// <summary>A ring over all stored records of one algorithm, in any order.</summary>
    /// <exception cref="ArgumentException">The records are of several algorithms, or two have one generation.</exception>
    public KeyRing(IEnumerable<KeyRecord> records)
    {
        var all = records.OrderBy(key => key.Generation).ToArray();
        if (all.DistinctBy(key => key.Algorithm).Count() > 1 || all.DistinctBy(key => key.Generation).Count() != all.Length)
            throw new ArgumentException("A ring holds the keys of one algorithm, one per generation.", nameof(records));
        _lastGeneration = all.LastOrDefault()?.Generation ?? 0;
        // A key revoked before its time to sign never takes over, so its predecessor goes on.
        _keys = [.. all.Where(key => key.RevokedAt is null || key.RevokedAt > key.SignsFrom)];
    }

    /// <summary>The key that signs at this moment; null when there is none and one must be made at once.</summary>
    public KeyRecord? Signer(DateTimeOffset now)
    {
        var current = Array.FindLastIndex(_keys, key => key.SignsFrom <= now);
        if (current >= 0 && IsUsable(_keys[current], now))
            return _keys[current];
        // The current key was revoked: its successor, if published already, starts early. Never its predecessor, whose publication ends.
        return Array.Find(_keys[(current + 1)..], key => IsUsable(key, now));
    }

    /// <summary>The keys to publish and to verify with, oldest first.</summary>
    public IReadOnlyList<KeyRecord> Published(DateTimeOffset now) => [.. _keys.Where((key, index) => IsUsable(key, now) && now < PublishedUntil(index))];

    /// <summary>The keys whose private part is of no more use and should be deleted: they will never sign or verify again.</summary>
    public IReadOnlyList<KeyRecord> Spent(DateTimeOffset now) => [.. _keys.Where((key, index) => key.RevokedAt <= now || now >= PublishedUntil(index))];

    /// <summary>The key to make now, or null when it is too early.</summary>
    public KeyPlan? Next(DateTimeOffset now)
    {
        if (Signer(now) is not { } signer)
            return new KeyPlan(_lastGeneration + 1, now);
        var newest = _keys.Last(key => IsUsable(key, now));
        if (newest.SignsFrom > now || newest != signer || now < newest.SignsFrom + Period - Overlap)
            return null;
        var due = newest.SignsFrom + Period;
        return new KeyPlan(_lastGeneration + 1, due > now + Overlap ? due : now + Overlap);
    }

    private static bool IsUsable(KeyRecord key, DateTimeOffset now) => key.PublishedAt <= now && !(key.RevokedAt <= now);

    private DateTimeOffset PublishedUntil(int index) => index + 1 < _keys.Length ? _keys[index + 1].SignsFrom + Overlap : DateTimeOffset.MaxValue;
}

using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Domain.Identity;

/// <summary>
/// Remembers for minutes which tokens were verified, by their SHA-256, so that a storm of reconnects does not queue for Argon2id. A revoked token is forgotten at once,
/// and a verification that was under way when it was revoked is not remembered afterwards. Thread-safe.
/// </summary>
/// <typeparam name="TGrant">What a verified token stands for, e.g. its row.</typeparam>
public sealed class VerifiedTokenCache<TGrant>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byFingerprint = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byAge = new();
    private readonly Dictionary<string, long> _revoked = new(StringComparer.Ordinal);
    private readonly Queue<(string Prefix, long Revocation)> _revokedByAge = new();
    private readonly VerifiedTokenCacheOptions _options;
    private readonly TimeProvider _time;
    private long _revocations;
    private long _forgottenRevocations;

    /// <summary>Begins with nothing remembered.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of bounds.</exception>
    public VerifiedTokenCache(VerifiedTokenCacheOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxAge, TimeSpan.Zero);
        (_options, _time) = (options, time);
    }

    /// <summary>Tokens remembered, expired ones that were not looked for included.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _byFingerprint.Count;
        }
    }

    /// <summary>To be asked for before the token's row is read: <see cref="Add"/> compares it, so that a revocation in between is not lost.</summary>
    public long Begin()
    {
        lock (_gate) return _revocations;
    }

    /// <summary>Remembers a token that was verified.</summary>
    /// <param name="token">The token.</param>
    /// <param name="grant">What it stands for.</param>
    /// <param name="begun">What <see cref="Begin"/> gave before the row was read.</param>
    /// <param name="expiresAt">When the token itself ends; null for never.</param>
    /// <returns>False when it was revoked meanwhile (or so much was revoked that this is not known any more), or has ended: the verification is void.</returns>
    public bool Add(ApiToken token, TGrant grant, long begun, DateTimeOffset? expiresAt = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        var fingerprint = token.Fingerprint();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (begun < _forgottenRevocations || _revoked.GetValueOrDefault(token.Prefix) > begun || expiresAt <= now) return false;
            Forget(fingerprint);
            if (_byFingerprint.Count >= _options.MaxTokens) Forget(_byAge.First!.Value.Fingerprint);
            var end = now + _options.MaxAge;
            var entry = new Entry(fingerprint, token.Prefix, grant, expiresAt < end ? expiresAt.Value : end);
            entry.Place = _byAge.AddLast(entry);
            _byFingerprint.Add(fingerprint, entry);
            return true;
        }
    }

    /// <summary>What the token stands for, if it is remembered.</summary>
    public bool TryGet(ApiToken token, [MaybeNullWhen(false)] out TGrant grant)
    {
        ArgumentNullException.ThrowIfNull(token);
        var fingerprint = token.Fingerprint();
        lock (_gate)
        {
            if (_byFingerprint.TryGetValue(fingerprint, out var entry) && entry.End > _time.GetUtcNow())
            {
                grant = entry.Grant;
                return true;
            }

            Forget(fingerprint);
            grant = default;
            return false;
        }
    }

    /// <summary>Forgets all tokens with this prefix, now and for verifications that are under way.</summary>
    public void Revoke(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        lock (_gate)
        {
            _revoked[prefix] = ++_revocations;
            _revokedByAge.Enqueue((prefix, _revocations));
            foreach (var entry in _byAge.Where(entry => entry.Prefix == prefix).ToArray()) Forget(entry.Fingerprint);
            if (_revokedByAge.Count > _options.MaxTokens) ForgetOldestRevocation();
        }
    }

    /// <summary>Forgets everything, as when it is not known what was revoked; verifications under way are void too.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _byFingerprint.Clear();
            _byAge.Clear();
            _revoked.Clear();
            _revokedByAge.Clear();
            _forgottenRevocations = ++_revocations;
        }
    }

    private void Forget(string fingerprint)
    {
        if (_byFingerprint.Remove(fingerprint, out var entry)) _byAge.Remove(entry.Place!);
    }

    private void ForgetOldestRevocation()
    {
        var (prefix, revocation) = _revokedByAge.Dequeue();
        if (_revoked[prefix] == revocation) _revoked.Remove(prefix);
        _forgottenRevocations = revocation;
    }

    private sealed class Entry(string fingerprint, string prefix, TGrant grant, DateTimeOffset end)
    {
        public string Fingerprint => fingerprint;

        public string Prefix => prefix;

        public TGrant Grant => grant;

        public DateTimeOffset End => end;

        public LinkedListNode<Entry>? Place { get; set; }
    }
}

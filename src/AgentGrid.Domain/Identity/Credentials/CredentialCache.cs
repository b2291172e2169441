using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>
/// Remembers which credentials were verified and what stands behind them, so that a request costs no database and a storm of reconnects no hashing. What is in the news is
/// forgotten at once, a verification that was under way meanwhile is void, and while no news can be heard nothing that is remembered counts. Thread-safe.
/// </summary>
/// <typeparam name="T">What a verified credential stands for.</typeparam>
public sealed class CredentialCache<T>
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<CredentialFingerprint, Entry> _entries = new();
    private readonly Dictionary<string, HashSet<Entry>> _byTag = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _byAge = new();
    private readonly Dictionary<string, long> _news = new(StringComparer.Ordinal);
    private readonly Queue<(string Tag, long Number)> _newsByAge = new();
    private readonly CredentialCacheOptions _options;
    private readonly TimeProvider _time;
    private long _newsHeard;
    private long _newsForgotten;
    private long _confirmedAt;
    private volatile bool _isConfirmed;

    /// <summary>Begins with nothing remembered and no news heard.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of bounds.</exception>
    public CredentialCache(CredentialCacheOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCredentials, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxSilence, TimeSpan.Zero);
        (_options, _time) = (options, time);
    }

    /// <summary>Credentials remembered, expired ones that were not looked for included.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether what is remembered may be trusted now.</summary>
    public bool IsConfirmed => _isConfirmed && _time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) <= _options.MaxSilence;

    /// <summary>To be asked for before the credential is looked up: <see cref="Add"/> compares it, so that news in between is not lost.</summary>
    public long Begin()
    {
        lock (_gate) return _newsHeard;
    }

    /// <summary>Remembers a credential that was verified.</summary>
    /// <param name="fingerprint">Of the credential.</param>
    /// <param name="value">What it stands for.</param>
    /// <param name="tags">What it depends on.</param>
    /// <param name="endsAt">When it ends or must be looked up again; null for no end of its own.</param>
    /// <param name="begun">What <see cref="Begin"/> gave before it was looked up.</param>
    /// <returns>False when one of its tags was in the news meanwhile, or so much was that this is not known any more, or it has ended: the verification is void.</returns>
    public bool Add(CredentialFingerprint fingerprint, T value, ImmutableArray<string> tags, DateTimeOffset? endsAt, long begun)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (begun < _newsForgotten || endsAt <= now || tags.Any(tag => _news.GetValueOrDefault(tag) > begun)) return false;
            var latest = now + _options.MaxAge;
            var entry = new Entry(fingerprint, value, tags, endsAt < latest ? endsAt.Value : latest);
            if (_entries.TryGetValue(fingerprint, out var before)) Forget(before);
            _entries[fingerprint] = entry;
            _byAge.Enqueue(entry);
            foreach (var tag in tags)
            {
                if (!_byTag.TryGetValue(tag, out var tagged)) _byTag.Add(tag, tagged = []);
                tagged.Add(entry);
            }

            // Entries that were forgotten otherwise leave the queue only here, so it may hold a few more than are remembered.
            while (_byAge.Count > _options.MaxCredentials) Forget(_byAge.Dequeue());
            return true;
        }
    }

    /// <summary>What the credential stands for, if it is remembered and may be trusted.</summary>
    public bool TryGet(CredentialFingerprint fingerprint, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!IsConfirmed || !_entries.TryGetValue(fingerprint, out var entry)) return false;
        if (entry.EndsAt <= _time.GetUtcNow())
        {
            lock (_gate) Forget(entry);
            return false;
        }

        value = entry.Value;
        return true;
    }

    /// <summary>Hears news: forgets all that carries one of the tags, now and for verifications under way.</summary>
    public void Hear(IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        lock (_gate)
        {
            foreach (var tag in tags)
            {
                _news[tag] = ++_newsHeard;
                _newsByAge.Enqueue((tag, _newsHeard));
                if (_byTag.TryGetValue(tag, out var tagged))
                    foreach (var entry in tagged.ToArray()) Forget(entry);
                if (_newsByAge.Count > _options.MaxCredentials) ForgetOldestNews();
            }
        }
    }

    /// <summary>Up to now all news was heard: what is remembered may be trusted for another <see cref="CredentialCacheOptions.MaxSilence"/>.</summary>
    public void Confirm()
    {
        Volatile.Write(ref _confirmedAt, _time.GetTimestamp());
        _isConfirmed = true;
    }

    /// <summary>Forgets everything, as when news may have been missed; verifications under way are void too.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _isConfirmed = false;
            _entries.Clear();
            _byTag.Clear();
            _byAge.Clear();
            _news.Clear();
            _newsByAge.Clear();
            _newsForgotten = ++_newsHeard;
        }
    }

    private void Forget(Entry entry)
    {
        if (!_entries.TryRemove(new KeyValuePair<CredentialFingerprint, Entry>(entry.Fingerprint, entry))) return;
        foreach (var tag in entry.Tags)
            if (_byTag.TryGetValue(tag, out var tagged) && tagged.Remove(entry) && tagged.Count == 0) _byTag.Remove(tag);
    }

    private void ForgetOldestNews()
    {
        var (tag, number) = _newsByAge.Dequeue();
        if (_news[tag] == number) _news.Remove(tag);
        _newsForgotten = number;
    }

    private sealed class Entry(CredentialFingerprint fingerprint, T value, ImmutableArray<string> tags, DateTimeOffset endsAt)
    {
        public CredentialFingerprint Fingerprint => fingerprint;

        public T Value => value;

        public ImmutableArray<string> Tags => tags;

        public DateTimeOffset EndsAt => endsAt;
    }
}

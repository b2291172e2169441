using AgentGrid.Domain.Identity.Credentials;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>
/// Remembers by their SHA-256 which tokens were found to be what was hashed, so that they are not hashed again. It says nothing about whether a token is good still: a
/// prefix is never given twice and its hash never changes, so what was proved stays true, and nothing has to be forgotten when a token ends. Thread-safe.
/// </summary>
public sealed class ProvenTokens
{
    private readonly Lock _gate = new();
    private readonly int _most;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private HashSet<CredentialFingerprint> _young = [];
    private HashSet<CredentialFingerprint> _old = [];
    private long _turned;

    /// <summary>Begins with nothing remembered.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="most">Tokens remembered for sure, at least 1; twice as many at most. Default 20,000.</param>
    /// <param name="age">A token is remembered this long after its last use, twice as long at most. Default 20 minutes: longer than an access token lives, so who exchanges in time is not hashed again.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not positive.</exception>
    public ProvenTokens(TimeProvider time, int most = 20_000, TimeSpan? age = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        (_time, _most, _age) = (time, most, age ?? TimeSpan.FromMinutes(20));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_age, TimeSpan.Zero, nameof(age));
        _turned = time.GetTimestamp();
    }

    /// <summary>Whether it was proved, as far as it is remembered. Counts as a use.</summary>
    public bool Contains(CredentialFingerprint token)
    {
        lock (_gate)
        {
            TurnIfDue();
            if (_young.Contains(token)) return true;
            if (!_old.Contains(token)) return false;
            Remember(token);
            return true;
        }
    }

    /// <summary>Remembers it.</summary>
    public void Add(CredentialFingerprint token)
    {
        lock (_gate)
        {
            TurnIfDue();
            Remember(token);
        }
    }

    private void Remember(CredentialFingerprint token)
    {
        if (_young.Count >= _most) Turn();
        _young.Add(token);
    }

    // What was not used since the turn before last is forgotten.
    private void TurnIfDue()
    {
        var elapsed = _time.GetElapsedTime(_turned);
        if (elapsed < _age) return;
        Turn();
        if (elapsed >= 2 * _age) _old = [];
    }

    private void Turn()
    {
        (_old, _young) = (_young, []);
        _turned = _time.GetTimestamp();
    }
}

using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary>
/// Verifies API tokens by Argon2id, admitted through the hashing queue. One that has no row costs one hash all the same, and those who present the same token at the same
/// time share one. A token that passed once is not hashed again for a while, only looked up: so neither news about its agent nor a moment in which no news can be heard
/// makes a fleet queue. Thread-safe.
/// </summary>
public sealed class ApiTokenVerifier(IApiTokenStore store, HashingQueue queue, TimeProvider time) : IApiTokenVerifier
{
    private readonly ProvenTokens _proven = new(time);
    private readonly Argon2idHash _decoy = Argon2idHash.Decoy(Argon2idParameters.Default);
    private readonly Lock _gate = new();
    private readonly Dictionary<CredentialFingerprint, Comparison> _running = [];

    /// <inheritdoc/>
    public async Task<VerifiedApiToken?> VerifyAsync(ApiToken token, CancellationToken cancellationToken)
    {
        if (!await IsKnownAsync(token, cancellationToken)) return null;
        // The hash of a token never changes, so that may be shared. Whether it is good still is asked by each caller, after it began: an answer from before may be from before its end.
        return await store.UseAsync(token.Prefix, cancellationToken) is { } holder ? new VerifiedApiToken(holder.ToLive(), holder.Scopes, holder.ExpiresAt) : null;
    }

    private async Task<bool> IsKnownAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var fingerprint = CredentialFingerprint.Of(0, token.Text);
        if (_proven.Contains(fingerprint)) return true;
        var comparison = Join(token, fingerprint);
        try
        {
            if (!await comparison.Result.WaitAsync(cancellationToken)) return false;
            _proven.Add(fingerprint);
            return true;
        }
        finally
        {
            Leave(comparison);
        }
    }

    private Comparison Join(ApiToken token, CredentialFingerprint fingerprint)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(fingerprint, out var comparison) || comparison.IsOver)
                _running[fingerprint] = comparison = new Comparison(fingerprint, cancel => CompareAsync(token, cancel));
            comparison.Callers++;
            return comparison;
        }
    }

    // Nobody waits any more: its place in the line is free for others.
    private void Leave(Comparison comparison)
    {
        lock (_gate)
        {
            if (--comparison.Callers > 0) return;
            if (_running.TryGetValue(comparison.Fingerprint, out var present) && present == comparison) _running.Remove(comparison.Fingerprint);
        }

        comparison.Dispose();
    }

    private async Task<bool> CompareAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(token.Prefix, cancellationToken) is { } holder ? Argon2idHash.Parse(holder.TokenHash) : null;
        return await queue.RunAsync(HashingKind.Token, () => (stored ?? _decoy).Verify(token.Text), cancellationToken);
    }

    private sealed class Comparison : IDisposable
    {
        private readonly CancellationTokenSource _left = new();
        private readonly Lazy<Task<bool>> _result;

        public Comparison(CredentialFingerprint fingerprint, Func<CancellationToken, Task<bool>> compare)
        {
            Fingerprint = fingerprint;
            // Begun by the first caller, outside the verifier's lock.
            _result = new Lazy<Task<bool>>(() => compare(_left.Token));
        }

        public CredentialFingerprint Fingerprint { get; }

        /// <summary>Who waits for the result. Guarded by the verifier's lock.</summary>
        public int Callers { get; set; }

        public Task<bool> Result => _result.Value;

        public bool IsOver => _result is { IsValueCreated: true, Value.IsCompleted: true };

        public void Dispose()
        {
            _left.Cancel();
            _left.Dispose();
        }
    }
}

using System.Security.Cryptography;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>
/// The keys that sign and verify tokens: read at start and every hour, the next one made when <see cref="KeyRing"/> says so, private parts that are of no more use
/// deleted. Every process does this; the database lets one of them make each key.
/// </summary>
public sealed partial class SigningKeys(ISigningKeyStore store, SecretBox secrets, TimeProvider time, ILogger<SigningKeys> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan OnDemandEvery = TimeSpan.FromSeconds(10);
    private static readonly JwtAlgorithm[] Algorithms = [JwtAlgorithm.Es256, JwtAlgorithm.Rs256];
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Snapshot _snapshot = new([], [], DateTimeOffset.MinValue);

    /// <summary>The keys that clients may verify with, oldest first.</summary>
    public IReadOnlyList<VerificationKey> Published => [.. Usable(_snapshot).Select(key => key.Public)];

    /// <summary>The key that signs now.</summary>
    /// <exception cref="InvalidOperationException">There is none: the keys were not prepared.</exception>
    public SigningKey Signer(JwtAlgorithm algorithm)
    {
        var (now, snapshot) = (time.GetUtcNow(), _snapshot);
        var signer = snapshot.Rings.GetValueOrDefault(algorithm)?.Signer(now) ?? throw new InvalidOperationException($"There is no {algorithm} key.");
        return snapshot.Keys[signer.KeyId];
    }

    /// <summary>The published key of this id, or null.</summary>
    public VerificationKey? Find(string keyId) => Usable(_snapshot).FirstOrDefault(key => key.KeyId == keyId)?.Public;

    /// <summary>Reads again when a token names a key that is not known, at most every 10 s: another process may have made it just now.</summary>
    public async Task<bool> TryReadAgainAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _snapshot.ReadAt < OnDemandEvery) return false;
        await PrepareAsync(cancellationToken);
        return true;
    }

    /// <summary>Reads the keys and makes those that are missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var stored = await store.ListAsync(cancellationToken);
            foreach (var algorithm in Algorithms)
            {
                if (Ring(stored, algorithm).Next(time.GetUtcNow()) is not { } plan) continue;
                await MakeAsync(algorithm, plan, cancellationToken);
                stored = await store.ListAsync(cancellationToken);
            }

            foreach (var algorithm in Algorithms) await RetireAsync(stored, Ring(stored, algorithm), cancellationToken);
            _snapshot = Open(stored);
        }
        finally
        {
            _reading.Release();
        }
    }

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PrepareAsync(stoppingToken);
            }
            catch (DatabaseUnavailableException away)
            {
                LogPostponed(logger, away);
            }
        }
    }

    private static KeyRing Ring(IReadOnlyList<StoredSigningKey> stored, JwtAlgorithm algorithm) =>
        new(stored.Select(key => key.Record).Where(record => record.Algorithm == algorithm));

    private static string Identity(string keyId) => "signing-keys/" + keyId;

    private IEnumerable<SigningKey> Usable(Snapshot snapshot) =>
        snapshot.Rings.Values.SelectMany(ring => ring.Published(time.GetUtcNow())).Select(record => snapshot.Keys.GetValueOrDefault(record.KeyId)).OfType<SigningKey>();

    private async Task MakeAsync(JwtAlgorithm algorithm, KeyPlan plan, CancellationToken cancellationToken)
    {
        var (key, now) = (SigningKey.Create(algorithm), time.GetUtcNow());
        var pkcs8 = key.ExportPkcs8();
        var encrypted = secrets.Protect(Convert.ToBase64String(pkcs8), Identity(key.KeyId));
        CryptographicOperations.ZeroMemory(pkcs8);
        var record = new KeyRecord(key.KeyId, algorithm, plan.Generation, now, plan.SignsFrom);
        if (await store.InsertAsync(new StoredSigningKey(record, encrypted), Event(AuditActions.SigningKeyCreated, key.KeyId, JwtTerms.Name(algorithm)), cancellationToken))
            LogMade(logger, JwtTerms.Name(algorithm), key.KeyId, plan.SignsFrom);
    }

    private async Task RetireAsync(IReadOnlyList<StoredSigningKey> stored, KeyRing ring, CancellationToken cancellationToken)
    {
        foreach (var spent in ring.Spent(time.GetUtcNow()))
            if (stored.Any(key => key.Record.KeyId == spent.KeyId && key.PrivateKeyEncrypted is not null))
                await store.RetireAsync(spent.KeyId, Event(AuditActions.SigningKeyRetired, spent.KeyId, JwtTerms.Name(spent.Algorithm)), cancellationToken);
    }

    private AuditEvent Event(string action, string keyId, string algorithm) => new()
    {
        Time = time.GetUtcNow(),
        Actor = new AuditActor("system", "system", null),
        Action = action,
        Target = new AuditTarget("key", keyId),
        Details = AuditDetails.Of(("algorithm", algorithm)),
    };

    // Keys that are open already stay open: their native handles are pooled.
    private Snapshot Open(IReadOnlyList<StoredSigningKey> stored)
    {
        var before = _snapshot.Keys;
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var key in stored)
        {
            if (key.PrivateKeyEncrypted is null) continue;
            keys[key.Record.KeyId] = before.GetValueOrDefault(key.Record.KeyId)
                ?? SigningKey.Import(key.Record.Algorithm, Convert.FromBase64String(secrets.Unprotect(key.PrivateKeyEncrypted, Identity(key.Record.KeyId))));
        }

        return new Snapshot(Algorithms.ToDictionary(algorithm => algorithm, algorithm => Ring(stored, algorithm)), keys, time.GetUtcNow());
    }

    [LoggerMessage(3000, LogLevel.Information, "Made {Algorithm} signing key {KeyId}, which signs from {SignsFrom}")]
    private static partial void LogMade(ILogger logger, string algorithm, string keyId, DateTimeOffset signsFrom);

    [LoggerMessage(3001, LogLevel.Warning, "The signing keys could not be read now; the next attempt is in an hour")]
    private static partial void LogPostponed(ILogger logger, Exception exception);

    private sealed record Snapshot(Dictionary<JwtAlgorithm, KeyRing> Rings, Dictionary<string, SigningKey> Keys, DateTimeOffset ReadAt);
}

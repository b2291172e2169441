using System.Security.Cryptography;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Audit;

/// <summary>
/// The key that signs checkpoints: made once, kept as an encrypted setting, never used for anything else. Its thumbprint is what verifiers outside must know, so it does not change
/// by itself.
/// </summary>
internal sealed class AuditSigner(ISettingStore settings, SecretBox secrets, TimeProvider time)
{
    /// <summary>The setting that holds it.</summary>
    internal const string Setting = "audit.signing-key";

    private const string Identity = "settings/" + Setting;
    private SigningKey? _key;

    /// <summary>The key; made when there is none. Processes that start together agree on one.</summary>
    /// <exception cref="SecretException">It was encrypted under another GRID_SECRET_KEY.</exception>
    public async ValueTask<SigningKey> GetAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known) return known;
        var stored = await settings.GetAsync(Setting, cancellationToken) ?? await settings.GetOrAddAsync(Make(), cancellationToken);
        var pkcs8 = Convert.FromBase64String(secrets.Unprotect(stored.Value, Identity));
        var key = SigningKey.Import(JwtAlgorithm.Es256, pkcs8);
        CryptographicOperations.ZeroMemory(pkcs8);
        return _key = key;
    }

    private SystemSetting Make()
    {
        var pkcs8 = SigningKey.Create(JwtAlgorithm.Es256).ExportPkcs8();
        var encrypted = secrets.Protect(Convert.ToBase64String(pkcs8), Identity);
        CryptographicOperations.ZeroMemory(pkcs8);
        return new SystemSetting { Key = Setting, Value = encrypted, IsSecret = true, UpdatedAt = time.GetUtcNow() };
    }
}

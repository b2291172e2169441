using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Domain.Settings;

/// <summary>
/// Encrypts stored secrets: AES-256-GCM (NIST SP 800-38D) under keys derived by HKDF-SHA256 (RFC 5869) from the grid's secret key.
/// Stored form: <c>enc:</c> key id (16 hex digits, derived from the key) <c>:</c> base64 of iv (12 bytes) ‖ ciphertext ‖ tag (16 bytes). The identity of the row is
/// the associated data, so a value copied to another row does not decrypt. Thread-safe.
/// </summary>
public sealed class SecretBox
{
    /// <summary>Fewest characters of a secret key.</summary>
    public const int MinKeyLength = 32;

    private const string Prefix = "enc:";
    private const int IvBytes = 12;
    private const int TagBytes = 16;

    // Refuses half surrogates instead of silently storing another text.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly string _currentId;
    private readonly byte[] _fingerprintKey;

    /// <summary>Opens the box.</summary>
    /// <param name="secretKey">The key that encrypts (GRID_SECRET_KEY).</param>
    /// <param name="previousKeys">Keys that only decrypt, until every value is rotated (GRID_SECRET_KEY_PREVIOUS).</param>
    /// <exception cref="ArgumentException">A key is shorter than <see cref="MinKeyLength"/> characters.</exception>
    public SecretBox(string secretKey, params IEnumerable<string> previousKeys)
    {
        ArgumentNullException.ThrowIfNull(previousKeys);
        _currentId = Add(secretKey, nameof(secretKey));
        _fingerprintKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encode(secretKey, nameof(secretKey)), 32, info: "agentgrid/fingerprints/hmac-sha256/v1"u8.ToArray());
        foreach (var key in previousKeys)
            Add(key, nameof(previousKeys));
    }

    /// <summary>Encrypts a text for one row.</summary>
    /// <param name="plaintext">The secret.</param>
    /// <param name="identity">Names the row and column for ever, e.g. <c>agents/{id}/apiKey</c>; needed again to decrypt.</param>
    /// <exception cref="ArgumentException">The text is not well-formed Unicode.</exception>
    public string Protect(string plaintext, string identity)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentException.ThrowIfNullOrEmpty(identity);
        var clear = Encode(plaintext, nameof(plaintext));
        try
        {
            var sealedBytes = new byte[IvBytes + clear.Length + TagBytes];
            var iv = sealedBytes.AsSpan(0, IvBytes);
            RandomNumberGenerator.Fill(iv);
            // One instance per call: AesGcm holds one native cipher context and is not thread-safe.
            using var aes = new AesGcm(_keys[_currentId], TagBytes);
            aes.Encrypt(iv, clear, sealedBytes.AsSpan(IvBytes, clear.Length), sealedBytes.AsSpan(IvBytes + clear.Length), Encode(identity, nameof(identity)));
            return $"{Prefix}{_currentId}:{Convert.ToBase64String(sealedBytes)}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>Decrypts what <see cref="Protect"/> made for the same identity, under the current or a previous key.</summary>
    /// <exception cref="SecretException">The value is malformed, foreign, tampered with, or was moved from another row.</exception>
    public string Unprotect(string stored, string identity)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentException.ThrowIfNullOrEmpty(identity);
        var (keyId, sealedBytes) = Parse(stored);
        if (!_keys.TryGetValue(keyId, out var key))
            throw new SecretException(SecretFailure.UnknownKey,
                $"A stored secret was encrypted under key {keyId}, which this process does not have. Start with that key as GRID_SECRET_KEY_PREVIOUS, or enter the secret again.");
        var clear = new byte[sealedBytes.Length - IvBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(sealedBytes.AsSpan(0, IvBytes), sealedBytes.AsSpan(IvBytes, clear.Length), sealedBytes.AsSpan(IvBytes + clear.Length), clear,
                Encode(identity, nameof(identity)));
            return StrictUtf8.GetString(clear);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretException(SecretFailure.NotAuthentic,
                "A stored secret failed authentication: it was changed, or copied from another row. Enter the secret again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>Whether the value was encrypted under another key than the current one, and so must be rotated before the previous keys are dropped.</summary>
    /// <exception cref="SecretException">The value is malformed.</exception>
    public bool NeedsRotation(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Parse(stored).KeyId != _currentId;
    }

    /// <summary>
    /// A fingerprint (HMAC-SHA256) of what may hold a secret too weak for a plain hash, such as a password: without the key nobody can try guesses against it. Equal data gives
    /// equal fingerprints as long as the key stays.
    /// </summary>
    public byte[] Fingerprint(ReadOnlySpan<byte> data) => HMACSHA256.HashData(_fingerprintKey, data);

    /// <summary>
    /// What may be shown of a secret: its last 4 characters, or nothing of one under 12 characters, where 4 would be too large a part.
    /// </summary>
    public static string Last4(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Length < 12 ? "" : secret[^4..];
    }

    private static (string KeyId, byte[] Sealed) Parse(string stored)
    {
        var parts = stored.Split(':', 4);
        if (parts.Length != 3 || parts[0] != "enc" || parts[1].Length == 0)
            throw Malformed();
        var buffer = new byte[parts[2].Length];
        // One text per value: spaces or stray bits in the last digit, which the decoder forgives, are changes too.
        if (!Convert.TryFromBase64String(parts[2], buffer, out var length) || length < IvBytes + TagBytes || Convert.ToBase64String(buffer, 0, length) != parts[2])
            throw Malformed();
        return (parts[1], buffer[..length]);
    }

    private static SecretException Malformed() =>
        new(SecretFailure.Malformed, "A stored secret is not in the form enc:<key id>:<base64>. Enter the secret again.");

    private string Add(string secretKey, string parameter)
    {
        ArgumentNullException.ThrowIfNull(secretKey, parameter);
        if (secretKey.Length < MinKeyLength)
            throw new ArgumentException($"A secret key needs at least {MinKeyLength} characters.", parameter);
        var material = Encode(secretKey, parameter);
        var id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 8, info: "agentgrid/secrets/key-id/v1"u8.ToArray()));
        _keys[id] = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, info: "agentgrid/secrets/aes-256-gcm/v1"u8.ToArray());
        CryptographicOperations.ZeroMemory(material);
        return id;
    }

    private static byte[] Encode(string text, string parameter)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            // Without the inner exception: it quotes the text.
            throw new ArgumentException("Not well-formed Unicode text.", parameter);
        }
    }
}

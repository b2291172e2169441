using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>A private key that signs tokens, bound to one algorithm. Thread-safe. Never shows itself in text.</summary>
public sealed class SigningKey
{
    // Keys live for about 100 days; 2048 bits hold for that (NIST SP 800-57 part 1, through 2030) and sign in about a millisecond.
    private const int NewRsaBits = 2048;

    private readonly byte[] _pkcs8;
    private readonly KeyPool _pool;

    private SigningKey(JwtAlgorithm algorithm, byte[] pkcs8)
    {
        _pkcs8 = pkcs8;
        _pool = new KeyPool(() => Open(algorithm, pkcs8));
        var key = _pool.Rent();
        Public = key switch
        {
            ECDsa ec when ec.ExportParameters(false).Q is { X: { } x, Y: { } y } => VerificationKey.FromEc(x, y),
            RSA rsa when rsa.ExportParameters(false) is { Modulus: { } modulus, Exponent: { } exponent } => VerificationKey.FromRsa(modulus, exponent),
            _ => throw new CryptographicException("The key has no public part."),
        };
        _pool.Return(key);
    }

    /// <summary>What verifies this key's signatures; publish it.</summary>
    public VerificationKey Public { get; }

    /// <summary>The only algorithm this key signs with.</summary>
    public JwtAlgorithm Algorithm => Public.Algorithm;

    /// <summary>The <c>kid</c>: see <see cref="VerificationKey.KeyId"/>.</summary>
    public string KeyId => Public.KeyId;

    /// <summary>Makes a new random key: P-256, or RSA of 2048 bits.</summary>
    public static SigningKey Create(JwtAlgorithm algorithm)
    {
        using AsymmetricAlgorithm key = algorithm switch
        {
            JwtAlgorithm.Es256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            JwtAlgorithm.Rs256 => RSA.Create(NewRsaBits),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
        return new SigningKey(algorithm, key.ExportPkcs8PrivateKey());
    }

    /// <summary>Opens what <see cref="ExportPkcs8"/> gave.</summary>
    /// <exception cref="CryptographicException">Not exactly one PKCS#8 private key (RFC 5958), of another kind, on another curve, or an RSA key of a size that is not allowed.</exception>
    public static SigningKey Import(JwtAlgorithm algorithm, ReadOnlySpan<byte> pkcs8) => new(algorithm, pkcs8.ToArray());

    /// <summary>The private key as unencrypted PKCS#8 (RFC 5958): encrypt it before it is stored, wipe it after.</summary>
    public byte[] ExportPkcs8() => [.. _pkcs8];

    /// <summary>Signs the data in the form of RFC 7518: for ES256 r ‖ s, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var key = _pool.Rent();
        var signature = key switch
        {
            ECDsa ec => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            RSA rsa => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => throw new CryptographicException("The key cannot sign."),
        };
        _pool.Return(key);
        return signature;
    }

    private static AsymmetricAlgorithm Open(JwtAlgorithm algorithm, byte[] pkcs8)
    {
        AsymmetricAlgorithm key = algorithm switch
        {
            JwtAlgorithm.Es256 => ECDsa.Create(),
            JwtAlgorithm.Rs256 => RSA.Create(),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
        key.ImportPkcs8PrivateKey(pkcs8, out var read);
        if (read != pkcs8.Length)
            throw new CryptographicException("Something follows the private key.");
        if (key is ECDsa ec && ec.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new CryptographicException("ES256 needs a key on P-256.");
        return key;
    }
}

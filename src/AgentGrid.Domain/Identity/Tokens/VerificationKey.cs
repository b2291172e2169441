using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>The public half of a signing key. Knows its one algorithm, so a token's header can never choose another (RFC 8725 section 3.1). Thread-safe.</summary>
public sealed class VerificationKey
{
    /// <summary>Smallest RSA modulus (RFC 7518 section 3.3).</summary>
    public const int MinRsaBits = 2048;

    /// <summary>Largest RSA modulus: verification time grows with its square.</summary>
    public const int MaxRsaBits = 4096;

    private const int CoordinateBytes = 32;

    // Names and values in the order of RFC 7638 section 3.2 (lexicographic), "kty" among them.
    private readonly (string Name, string Value)[] _members;
    private readonly KeyPool _pool;
    private readonly int _signatureBytes;

    private VerificationKey(JwtAlgorithm algorithm, int signatureBytes, (string Name, string Value)[] members, KeyPool pool)
    {
        Algorithm = algorithm;
        _signatureBytes = signatureBytes;
        _members = members;
        _pool = pool;
        KeyId = Thumbprint(members);
        // A point off the curve or a broken modulus fails here and not at the first token.
        _pool.Return(_pool.Rent());
    }

    /// <summary>The only algorithm this key verifies.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>JWK thumbprint, SHA-256, base64url (RFC 7638): the <c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary>A P-256 key from its coordinates, 32 bytes each (RFC 7518 section 6.2.1).</summary>
    /// <exception cref="CryptographicException">Wrong length, or no point of the curve.</exception>
    public static VerificationKey FromEc(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != CoordinateBytes || y.Length != CoordinateBytes)
            throw new CryptographicException("A P-256 coordinate has 32 bytes.");
        var point = new ECPoint { X = x.ToArray(), Y = y.ToArray() };
        return new VerificationKey(JwtAlgorithm.Es256, 2 * CoordinateBytes,
            [("crv", "P-256"), ("kty", "EC"), ("x", StrictBase64Url.Encode(x)), ("y", StrictBase64Url.Encode(y))],
            new KeyPool(() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point })));
    }

    /// <summary>An RSA key from modulus and exponent, big-endian without leading zeros (RFC 7518 section 6.3.1).</summary>
    /// <exception cref="CryptographicException">The modulus is not between <see cref="MinRsaBits"/> and <see cref="MaxRsaBits"/>, or a number has leading zeros.</exception>
    public static VerificationKey FromRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var canonical = modulus is [not 0, ..] && exponent is [not 0, ..];
        var bits = canonical ? (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]) : 0;
        if (bits is < MinRsaBits or > MaxRsaBits)
            throw new CryptographicException($"An RSA key has {MinRsaBits} to {MaxRsaBits} bits and numbers without leading zeros.");
        var parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
        return new VerificationKey(JwtAlgorithm.Rs256, (bits + 7) / 8,
            [("e", StrictBase64Url.Encode(exponent)), ("kty", "RSA"), ("n", StrictBase64Url.Encode(modulus))],
            new KeyPool(() => RSA.Create(parameters)));
    }

    /// <summary>Whether the signature (RFC 7518: for ES256 r ‖ s of 32 bytes each, never DER) is this key's over the data.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _signatureBytes)
            return false;
        // r = s = 0 verifies everything in broken implementations (CVE-2022-21449); no valid signature contains a zero half.
        if (Algorithm == JwtAlgorithm.Es256 && (IsZero(signature[..CoordinateBytes]) || IsZero(signature[CoordinateBytes..])))
            return false;
        var key = _pool.Rent();
        var valid = key switch
        {
            ECDsa ec => ec.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            RSA rsa => rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => false,
        };
        _pool.Return(key);
        return valid;
    }

    /// <summary>Writes the key as a JWK object: public members only (RFC 7517 section 4).</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in _members)
            json.WriteString(name, value);
        json.WriteString("use", "sig");
        json.WriteString("alg", JwtTerms.Name(Algorithm));
        json.WriteString("kid", KeyId);
        json.WriteEndObject();
    }

    private static bool IsZero(ReadOnlySpan<byte> number) => !number.ContainsAnyExcept((byte)0);

    // RFC 7638 section 3: the required members only, sorted, without whitespace. All values are base64url or fixed words, so nothing needs escaping.
    private static string Thumbprint((string Name, string Value)[] members)
    {
        var json = "{" + string.Join(',', members.Select(member => $"\"{member.Name}\":\"{member.Value}\"")) + "}";
        return StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }
}

using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>A stored scrypt hash of a secret, written <c>$scrypt$ln=14,r=8,p=1$salt$hash</c> (PHC string format). Immutable.</summary>
public sealed class ScryptHash
{
    /// <summary>Bytes of a new salt.</summary>
    public const int SaltBytes = 32;

    /// <summary>Bytes of a new hash.</summary>
    public const int HashBytes = 64;

    private const int LeastBytes = 16;
    private const int MostBytes = 64;
    private const string Start = "$scrypt$";

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private ScryptHash(ScryptParameters parameters, byte[] salt, byte[] hash) => (Parameters, _salt, _hash) = (parameters, salt, hash);

    /// <summary>What one verification costs.</summary>
    public ScryptParameters Parameters { get; }

    /// <summary>The PHC string, for the database and for nothing else.</summary>
    public string Text => $"{Start}ln={Parameters.LogN},r={Parameters.R},p={Parameters.P}${PhcString.Base64(_salt)}${PhcString.Base64(_hash)}";

    /// <summary>Hashes a secret (UTF-8) with a new random salt.</summary>
    /// <exception cref="ArgumentException">The parameters are out of bounds.</exception>
    public static ScryptHash Create(ReadOnlySpan<char> secret, ScryptParameters parameters) => Create(secret, parameters, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>A hash that no secret has: verifying against it costs what a real one costs. For accounts that do not exist.</summary>
    public static ScryptHash Decoy(ScryptParameters parameters) => new(parameters, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    /// <summary>Reads a PHC string strictly. Null when it is none, or when its parameters, salt (16 to 64 bytes) or hash (16 to 64 bytes) are out of bounds.</summary>
    public static ScryptHash? Parse(string? text) =>
        PhcString.Read(text, Start, "ln", "r", "p") is var (numbers, salt, hash)
        && new ScryptParameters(numbers[0], numbers[1], numbers[2]) is { IsValid: true } parameters
        && salt.Length is >= LeastBytes and <= MostBytes && hash.Length is >= LeastBytes and <= MostBytes
            ? new ScryptHash(parameters, salt, hash)
            : null;

    /// <summary>Whether this is the hash of the secret. Compares in constant time; costs the same either way.</summary>
    public bool Verify(ReadOnlySpan<char> secret) => Matches(Compute(secret));

    /// <summary>Whether a new hash would be made differently: other parameters, another salt or hash length.</summary>
    public bool NeedsRehash(ScryptParameters wanted) => Parameters != wanted || _salt.Length != SaltBytes || _hash.Length != HashBytes;

    internal static ScryptHash Create(ReadOnlySpan<char> secret, ScryptParameters parameters, byte[] salt)
    {
        var hash = new ScryptHash(parameters, salt, new byte[HashBytes]);
        hash.Compute(secret).CopyTo(hash._hash, 0);
        return hash;
    }

    /// <summary>The bytes that the secret has under this salt and cost.</summary>
    internal byte[] Compute(ReadOnlySpan<char> secret)
    {
        var computed = new byte[_hash.Length];
        using var utf8 = new Utf8Secret(secret);
        Scrypt.Hash(utf8.Bytes, _salt, Parameters, computed);
        return computed;
    }

    internal bool Matches(ReadOnlySpan<byte> computed) => CryptographicOperations.FixedTimeEquals(computed, _hash);

    /// <summary>Whether <see cref="Compute"/> gives the same bytes on both.</summary>
    internal bool IsComputedLike(ScryptHash other) => Parameters == other.Parameters && _salt.AsSpan().SequenceEqual(other._salt) && _hash.Length == other._hash.Length;
}

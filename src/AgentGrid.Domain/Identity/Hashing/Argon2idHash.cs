using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>A stored Argon2id hash of a secret, written <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c> (PHC string format, as the reference program writes it). Immutable.</summary>
public sealed class Argon2idHash
{
    /// <summary>Bytes of a new salt (RFC 9106 section 3.1).</summary>
    public const int SaltBytes = 16;

    /// <summary>Bytes of a new hash.</summary>
    public const int HashBytes = 32;

    private const int LeastBytes = 16;
    private const int MostBytes = 64;
    private const string Start = "$argon2id$v=19$";

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private Argon2idHash(Argon2idParameters parameters, byte[] salt, byte[] hash) => (Parameters, _salt, _hash) = (parameters, salt, hash);

    /// <summary>What one verification costs.</summary>
    public Argon2idParameters Parameters { get; }

    /// <summary>The PHC string, for the database and for nothing else.</summary>
    public string Text => $"{Start}m={Parameters.MemoryKiB},t={Parameters.Passes},p={Parameters.Lanes}${PhcString.Base64(_salt)}${PhcString.Base64(_hash)}";

    /// <summary>Hashes a secret (UTF-8) with a new random salt.</summary>
    /// <exception cref="ArgumentException">The parameters are out of bounds.</exception>
    public static Argon2idHash Create(ReadOnlySpan<char> secret, Argon2idParameters parameters)
    {
        var hash = new Argon2idHash(parameters, RandomNumberGenerator.GetBytes(SaltBytes), new byte[HashBytes]);
        hash.Compute(secret, hash._hash);
        return hash;
    }

    /// <summary>A hash that no secret has: verifying against it costs what a real one costs. For tokens that do not exist.</summary>
    public static Argon2idHash Decoy(Argon2idParameters parameters) => new(parameters, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    /// <summary>Reads a PHC string of version 1.3 strictly. Null when it is none, or when its parameters, salt (16 to 64 bytes) or hash (16 to 64 bytes) are out of bounds.</summary>
    public static Argon2idHash? Parse(string? text) =>
        PhcString.Read(text, Start, "m", "t", "p") is var (numbers, salt, hash)
        && new Argon2idParameters(numbers[0], numbers[1], numbers[2]) is { IsValid: true } parameters
        && salt.Length is >= LeastBytes and <= MostBytes && hash.Length is >= LeastBytes and <= MostBytes
            ? new Argon2idHash(parameters, salt, hash)
            : null;

    /// <summary>Whether this is the hash of the secret. Compares in constant time; costs the same either way.</summary>
    public bool Verify(ReadOnlySpan<char> secret)
    {
        var computed = new byte[_hash.Length];
        Compute(secret, computed);
        return CryptographicOperations.FixedTimeEquals(computed, _hash);
    }

    /// <summary>Whether a new hash would be made differently: other parameters, another salt or hash length.</summary>
    public bool NeedsRehash(Argon2idParameters wanted) => Parameters != wanted || _salt.Length != SaltBytes || _hash.Length != HashBytes;

    private void Compute(ReadOnlySpan<char> secret, Span<byte> computed)
    {
        using var utf8 = new Utf8Secret(secret);
        Argon2id.Hash(utf8.Bytes, _salt, Parameters, computed);
    }
}

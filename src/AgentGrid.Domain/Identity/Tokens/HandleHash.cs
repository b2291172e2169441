using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>SHA-256 of a secret's bytes, 32 bytes. Compared in constant time. The default value equals nothing.</summary>
public readonly struct HandleHash : IEquatable<HandleHash>
{
    private const int Bytes = 32;

    private readonly byte[]? _hash;

    private HandleHash(byte[] hash) => _hash = hash;

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static HandleHash FromStored(ReadOnlySpan<byte> stored) =>
        stored.Length == Bytes ? new HandleHash(stored.ToArray()) : throw new ArgumentException("A stored hash has 32 bytes.", nameof(stored));

    /// <summary>The stored form, 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public byte[] ToStored() => _hash is null ? throw new InvalidOperationException("There is no hash here.") : [.. _hash];

    /// <inheritdoc/>
    public bool Equals(HandleHash other) => _hash is not null && other._hash is not null && CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HandleHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash is null ? 0 : BitConverter.ToInt32(_hash);

    public static bool operator ==(HandleHash left, HandleHash right) => left.Equals(right);

    public static bool operator !=(HandleHash left, HandleHash right) => !left.Equals(right);

    internal static HandleHash Of(ReadOnlySpan<byte> secret) => new(SHA256.HashData(secret));
}

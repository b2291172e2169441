using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>
/// scrypt (RFC 7914): PBKDF2-HMAC-SHA256 around a memory-hard mixing function. Runs on the calling thread; run it through a <see cref="HashingQueue"/>.
/// Memory comes from the shared array pool and is cleared before it goes back. Thread-safe.
/// </summary>
public static class Scrypt
{
    /// <summary>Computes a hash.</summary>
    /// <param name="password">The secret to hash, any length.</param>
    /// <param name="salt">Random for each hash.</param>
    /// <param name="parameters">The cost.</param>
    /// <param name="hash">Receives the hash, at least one byte.</param>
    /// <exception cref="ArgumentException">A parameter is out of bounds, or there is no room for a hash.</exception>
    public static void Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ScryptParameters parameters, Span<byte> hash)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!parameters.IsValid) throw new ArgumentException($"scrypt parameters out of bounds: {parameters}.", nameof(parameters));
        ArgumentOutOfRangeException.ThrowIfZero(hash.Length);

        var blockWords = 32 * parameters.R;
        var blocks = new byte[blockWords * 4 * parameters.P];
        var tableWords = blockWords << parameters.LogN;
        var memory = ArrayPool<uint>.Shared.Rent(tableWords + (2 * blockWords));
        try
        {
            // Section 6: B from the password, mixed p times, is the salt of the result.
            Rfc2898DeriveBytes.Pbkdf2(password, salt, blocks, 1, HashAlgorithmName.SHA256);
            var table = memory.AsSpan(0, tableWords);
            var x = memory.AsSpan(tableWords, blockWords);
            var y = memory.AsSpan(tableWords + blockWords, blockWords);
            for (var i = 0; i < parameters.P; i++) Mix(blocks.AsSpan(i * blockWords * 4, blockWords * 4), table, x, y, 1u << parameters.LogN);
            Rfc2898DeriveBytes.Pbkdf2(password, blocks, hash, 1, HashAlgorithmName.SHA256);
        }
        finally
        {
            memory.AsSpan(0, tableWords + (2 * blockWords)).Clear();
            ArrayPool<uint>.Shared.Return(memory);
            CryptographicOperations.ZeroMemory(blocks);
        }
    }

    // Section 5: scryptROMix. Words are kept in the order of SalsaBlock.
    private static void Mix(Span<byte> block, Span<uint> table, Span<uint> x, Span<uint> y, uint n)
    {
        for (var i = 0; i < x.Length; i++) x[SalsaBlock.Position(i)] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
        for (var i = 0; i < (int)n; i += 2)
        {
            x.CopyTo(table[(i * x.Length)..]);
            SalsaBlock.Mix(x, y);
            y.CopyTo(table[((i + 1) * x.Length)..]);
            SalsaBlock.Mix(y, x);
        }

        for (var i = 0; i < (int)n; i += 2)
        {
            SalsaBlock.MixWith(Pick(table, x, n), x, y);
            SalsaBlock.MixWith(Pick(table, y, n), y, x);
        }

        for (var i = 0; i < x.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(block[(4 * i)..], x[SalsaBlock.Position(i)]);
    }

    // Integerify: the first word of the last 64 bytes; SalsaBlock leaves first words where they are.
    private static ReadOnlySpan<uint> Pick(ReadOnlySpan<uint> table, ReadOnlySpan<uint> x, uint n) => table.Slice((int)(x[^16] & (n - 1)) * x.Length, x.Length);
}

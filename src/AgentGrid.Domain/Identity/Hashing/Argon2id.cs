using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>
/// Argon2id, version 1.3 (RFC 9106): a hash that costs memory, so that guessing secrets costs money. All lanes run on the calling thread; run it through a
/// <see cref="HashingQueue"/>. Memory comes from the shared array pool and is cleared before it goes back. Thread-safe.
/// </summary>
public static partial class Argon2id
{
    /// <summary>Fewest bytes of a salt (RFC 9106 section 3.1 advises 16).</summary>
    public const int MinSaltBytes = 8;

    /// <summary>Fewest bytes of a hash.</summary>
    public const int MinHashBytes = 4;

    private const int Version = 0x13;
    private const int TypeId = 2;
    private const int Slices = 4;
    private const int BlockBytes = 1024;
    private const int BlockWords = BlockBytes / 8;
    private const int CacheLineBytes = 64;

    /// <summary>Computes a hash.</summary>
    /// <param name="password">The secret to hash, any length.</param>
    /// <param name="salt">At least <see cref="MinSaltBytes"/> bytes, random for each hash.</param>
    /// <param name="parameters">The cost.</param>
    /// <param name="hash">Receives the hash, at least <see cref="MinHashBytes"/> bytes; its length is part of what is hashed.</param>
    /// <param name="secret">A key known to this system only; empty for none.</param>
    /// <param name="associatedData">Bound to the hash; empty for none.</param>
    /// <exception cref="ArgumentException">A length or a parameter is out of bounds.</exception>
    public static void Hash(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Argon2idParameters parameters, Span<byte> hash, ReadOnlySpan<byte> secret = default, ReadOnlySpan<byte> associatedData = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!parameters.IsValid) throw new ArgumentException($"Argon2id parameters out of bounds: {parameters}.", nameof(parameters));
        ArgumentOutOfRangeException.ThrowIfLessThan(salt.Length, MinSaltBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, MinHashBytes);

        // RFC 9106 section 3.2 step 2: whole blocks, the same number in each slice of each lane.
        var laneBlocks = parameters.MemoryKiB / (Slices * parameters.Lanes) * Slices;
        var words = laneBlocks * parameters.Lanes * BlockWords;
        var rented = ArrayPool<ulong>.Shared.Rent(words + (CacheLineBytes / 8));
        var memory = rented.AsSpan(Misalignment(rented), words);
        Span<byte> seed = stackalloc byte[Blake2b.MaxBytes + 8];
        try
        {
            Begin(password, salt, parameters, hash.Length, secret, associatedData, seed);
            FirstBlocks(memory, laneBlocks, parameters.Lanes, seed);
            Fill(memory, laneBlocks, parameters);
            Finish(memory, laneBlocks, parameters.Lanes, hash);
        }
        finally
        {
            memory.Clear();
            ArrayPool<ulong>.Shared.Return(rented);
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    // Words to leave out so that blocks begin at a cache line. Only a matter of speed: large arrays do not move, and if one did, nothing but time would be lost.
    private static int Misalignment(ulong[] array) => (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) & (CacheLineBytes - 1)) / 8;

    // Section 3.2 step 1: H0.
    private static void Begin(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Argon2idParameters parameters, int hashBytes, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> associatedData, Span<byte> seed)
    {
        var message = new byte[(10 * sizeof(int)) + password.Length + salt.Length + secret.Length + associatedData.Length];
        var rest = message.AsSpan();
        foreach (var number in (ReadOnlySpan<int>)[parameters.Lanes, hashBytes, parameters.MemoryKiB, parameters.Passes, Version, TypeId]) Put(ref rest, number);
        PutBytes(ref rest, password);
        PutBytes(ref rest, salt);
        PutBytes(ref rest, secret);
        PutBytes(ref rest, associatedData);
        Blake2b.Hash(message, seed[..Blake2b.MaxBytes]);
        CryptographicOperations.ZeroMemory(message);
    }

    private static void Put(ref Span<byte> rest, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, number);
        rest = rest[sizeof(int)..];
    }

    private static void PutBytes(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        Put(ref rest, bytes.Length);
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    // Steps 3 and 4: the first two blocks of each lane.
    private static void FirstBlocks(Span<ulong> memory, int laneBlocks, int lanes, Span<byte> seed)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        for (var lane = 0; lane < lanes; lane++)
        {
            for (var column = 0; column < 2; column++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(seed[Blake2b.MaxBytes..], column);
                BinaryPrimitives.WriteInt32LittleEndian(seed[(Blake2b.MaxBytes + 4)..], lane);
                LongHash(seed, block);
                var words = memory.Slice(((lane * laneBlocks) + column) * BlockWords, BlockWords);
                for (var i = 0; i < BlockWords; i++) words[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
            }
        }

        CryptographicOperations.ZeroMemory(block);
    }

    // Steps 7 and 8.
    private static void Finish(ReadOnlySpan<ulong> memory, int laneBlocks, int lanes, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[BlockBytes];
        for (var i = 0; i < BlockWords; i++)
        {
            var word = 0ul;
            for (var lane = 0; lane < lanes; lane++) word ^= memory[((((lane + 1) * laneBlocks) - 1) * BlockWords) + i];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], word);
        }

        LongHash(bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
    }

    // Section 3.3: H', a hash of any length.
    private static void LongHash(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> message = stackalloc byte[sizeof(int) + BlockBytes];
        Span<byte> link = stackalloc byte[Blake2b.MaxBytes];
        message = message[..(sizeof(int) + input.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(message, output.Length);
        input.CopyTo(message[sizeof(int)..]);
        if (output.Length <= Blake2b.MaxBytes)
        {
            Blake2b.Hash(message, output);
        }
        else
        {
            Blake2b.Hash(message, link);
            while (output.Length > Blake2b.MaxBytes)
            {
                link[..(Blake2b.MaxBytes / 2)].CopyTo(output);
                output = output[(Blake2b.MaxBytes / 2)..];
                Blake2b.Hash(link, output.Length > Blake2b.MaxBytes ? link : output);
            }
        }

        CryptographicOperations.ZeroMemory(message);
        CryptographicOperations.ZeroMemory(link);
    }
}

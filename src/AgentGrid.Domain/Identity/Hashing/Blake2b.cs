using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>BLAKE2b without a key (RFC 7693), over a whole message: what Argon2 begins and ends with.</summary>
[ExcludeFromCodeCoverage(Justification = "Counting each step makes a hash a hundred times slower.")]
internal static class Blake2b
{
    public const int MaxBytes = 64;

    private const int BlockBytes = 128;
    private const int Rounds = 12;

    // RFC 7693 section 2.6: the initialization vector of SHA-512.
    private static ReadOnlySpan<ulong> Initial =>
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    // RFC 7693 section 2.7: the message schedule; rounds 10 and 11 use rows 0 and 1 again.
    private static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    /// <summary>Hashes a message into 1 to 64 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(output.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaxBytes);
        Span<ulong> state = stackalloc ulong[8];
        Span<byte> last = stackalloc byte[BlockBytes];
        Initial.CopyTo(state);
        state[0] ^= 0x01010000u ^ (uint)output.Length;

        var done = 0;
        for (; message.Length - done > BlockBytes; done += BlockBytes)
            Compress(state, message.Slice(done, BlockBytes), (ulong)(done + BlockBytes), isLast: false);
        last.Clear();
        message[done..].CopyTo(last);
        Compress(state, last, (ulong)message.Length, isLast: true);

        Span<byte> full = stackalloc byte[MaxBytes];
        for (var i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(full[(8 * i)..], state[i]);
        full[..output.Length].CopyTo(output);
        CryptographicOperations.ZeroMemory(last);
        CryptographicOperations.ZeroMemory(full);
    }

    private static void Compress(Span<ulong> state, ReadOnlySpan<byte> block, ulong counter, bool isLast)
    {
        Span<ulong> m = stackalloc ulong[16];
        Span<ulong> v = stackalloc ulong[16];
        for (var i = 0; i < m.Length; i++)
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        state.CopyTo(v);
        Initial.CopyTo(v[8..]);
        v[12] ^= counter;
        v[14] = isLast ? ~v[14] : v[14];

        for (var round = 0; round < Rounds; round++)
        {
            var s = Sigma.Slice(round % 10 * 16, 16);
            Mix(ref v[0], ref v[4], ref v[8], ref v[12], m[s[0]], m[s[1]]);
            Mix(ref v[1], ref v[5], ref v[9], ref v[13], m[s[2]], m[s[3]]);
            Mix(ref v[2], ref v[6], ref v[10], ref v[14], m[s[4]], m[s[5]]);
            Mix(ref v[3], ref v[7], ref v[11], ref v[15], m[s[6]], m[s[7]]);
            Mix(ref v[0], ref v[5], ref v[10], ref v[15], m[s[8]], m[s[9]]);
            Mix(ref v[1], ref v[6], ref v[11], ref v[12], m[s[10]], m[s[11]]);
            Mix(ref v[2], ref v[7], ref v[8], ref v[13], m[s[12]], m[s[13]]);
            Mix(ref v[3], ref v[4], ref v[9], ref v[14], m[s[14]], m[s[15]]);
        }

        for (var i = 0; i < state.Length; i++)
            state[i] ^= v[i] ^ v[i + 8];
        m.Clear();
        v.Clear();
    }

    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a += b + x;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a += b + y;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }
}

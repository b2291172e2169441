using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>
/// scryptBlockMix over Salsa20/8 (RFC 7914 sections 3 and 4). Each 64 bytes are kept by diagonals, so that the four words of a vector are mixed together:
/// place i holds word 5·i mod 16.
/// </summary>
[ExcludeFromCodeCoverage(Justification = "Counting each step makes a hash a hundred times slower.")]
internal static class SalsaBlock
{
    private const int Words = 16;
    private const int DoubleRounds = 4;

    /// <summary>Where the word with this number of the RFC is kept.</summary>
    public static int Position(int word) => word - (word % Words) + (13 * (word % Words) % Words);

    // Both optimized from the first call on: tiering would spend the first hashes of a process in slow code.

    /// <summary>y := BlockMix(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(ReadOnlySpan<uint> x, Span<uint> y) => Run(x, x, y, isAdded: false);

    /// <summary>y := BlockMix(x XOR v).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MixWith(ReadOnlySpan<uint> v, ReadOnlySpan<uint> x, Span<uint> y) => Run(v, x, y, isAdded: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run(ReadOnlySpan<uint> v, ReadOnlySpan<uint> x, Span<uint> y, bool isAdded)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(v.Length, y.Length), x.Length);
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var added = ref MemoryMarshal.GetReference(v);
        ref var to = ref MemoryMarshal.GetReference(y);
        var last = (nuint)(x.Length - Words);
        var (a, b, c, d) = (Load(ref from, ref added, last, isAdded), Load(ref from, ref added, last + 4, isAdded), Load(ref from, ref added, last + 8, isAdded), Load(ref from, ref added, last + 12, isAdded));
        for (nuint at = 0; at < (nuint)x.Length; at += Words)
        {
            a ^= Load(ref from, ref added, at, isAdded);
            b ^= Load(ref from, ref added, at + 4, isAdded);
            c ^= Load(ref from, ref added, at + 8, isAdded);
            d ^= Load(ref from, ref added, at + 12, isAdded);
            Salsa(ref a, ref b, ref c, ref d);
            // Even blocks make the first half of the result, odd ones the second.
            var target = at / (2 * Words) * Words + (at / Words % 2 == 0 ? 0 : (nuint)x.Length / 2);
            a.StoreUnsafe(ref to, target);
            b.StoreUnsafe(ref to, target + 4);
            c.StoreUnsafe(ref to, target + 8);
            d.StoreUnsafe(ref to, target + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Load(ref uint from, ref uint added, nuint at, bool isAdded) =>
        isAdded ? Vector128.LoadUnsafe(ref from, at) ^ Vector128.LoadUnsafe(ref added, at) : Vector128.LoadUnsafe(ref from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Salsa(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        var (w, x, y, z) = (a, b, c, d);
        for (var i = 0; i < DoubleRounds; i++)
        {
            x ^= RotateLeft(w + z, 7);
            y ^= RotateLeft(x + w, 9);
            z ^= RotateLeft(y + x, 13);
            w ^= RotateLeft(z + y, 18);
            x = Vector128.Shuffle(x, Vector128.Create(3u, 0, 1, 2));
            y = Vector128.Shuffle(y, Vector128.Create(2u, 3, 0, 1));
            z = Vector128.Shuffle(z, Vector128.Create(1u, 2, 3, 0));
            z ^= RotateLeft(w + x, 7);
            y ^= RotateLeft(z + w, 9);
            x ^= RotateLeft(y + z, 13);
            w ^= RotateLeft(x + y, 18);
            x = Vector128.Shuffle(x, Vector128.Create(1u, 2, 3, 0));
            y = Vector128.Shuffle(y, Vector128.Create(2u, 3, 0, 1));
            z = Vector128.Shuffle(z, Vector128.Create(3u, 0, 1, 2));
        }

        (a, b, c, d) = (a + w, b + x, c + y, d + z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateLeft(Vector128<uint> x, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(x, bits) : (x << bits) | (x >>> (32 - bits));
}

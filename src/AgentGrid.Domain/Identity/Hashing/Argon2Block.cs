using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>
/// The compression function G of Argon2 (RFC 9106 section 3.5): a block is 8 × 8 cells of 16 bytes; the permutation P runs over each row, then over each column.
/// With AVX2 it is vectorised; elsewhere plain 64-bit arithmetic does the same.
/// </summary>
[ExcludeFromCodeCoverage(Justification = "Counting each step makes a hash a hundred times slower.")]
internal static class Argon2Block
{
    private const int Words = 128;
    private const int RowWords = 16;

    /// <summary>target := G(left, right), or target := target XOR G(left, right). Each is one block of 128 words; the target may be the right one.</summary>
    public static void Compress(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> target, Span<ulong> scratch, bool isAdded)
    {
        if (Avx2.IsSupported) CompressVectors(left, right, target, scratch, isAdded);
        else CompressPlain(left, right, target, scratch, isAdded);
    }

    internal static void CompressPlain(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> target, Span<ulong> scratch, bool isAdded)
    {
        for (var i = 0; i < Words; i++)
        {
            var mixed = left[i] ^ right[i];
            scratch[i] = mixed;
            target[i] = isAdded ? target[i] ^ mixed : mixed;
        }

        for (var row = 0; row < 8; row++) Permute(scratch[(row * RowWords)..], 2);
        for (var column = 0; column < 8; column++) Permute(scratch[(2 * column)..], RowWords);
        for (var i = 0; i < Words; i++) target[i] ^= scratch[i];
    }

    // Optimized from the first call on: tiering would spend the first hashes of a process in slow code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CompressVectors(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> target, Span<ulong> scratch, bool isAdded)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(left.Length, right.Length), Math.Min(target.Length, scratch.Length)), Words);
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right);
        ref var t = ref MemoryMarshal.GetReference(target);
        ref var s = ref MemoryMarshal.GetReference(scratch);
        for (nuint at = 0; at < Words; at += RowWords)
        {
            var a = Vector256.LoadUnsafe(ref l, at) ^ Vector256.LoadUnsafe(ref r, at);
            var b = Vector256.LoadUnsafe(ref l, at + 4) ^ Vector256.LoadUnsafe(ref r, at + 4);
            var c = Vector256.LoadUnsafe(ref l, at + 8) ^ Vector256.LoadUnsafe(ref r, at + 8);
            var d = Vector256.LoadUnsafe(ref l, at + 12) ^ Vector256.LoadUnsafe(ref r, at + 12);
            if (isAdded)
            {
                (a ^ Vector256.LoadUnsafe(ref t, at)).StoreUnsafe(ref t, at);
                (b ^ Vector256.LoadUnsafe(ref t, at + 4)).StoreUnsafe(ref t, at + 4);
                (c ^ Vector256.LoadUnsafe(ref t, at + 8)).StoreUnsafe(ref t, at + 8);
                (d ^ Vector256.LoadUnsafe(ref t, at + 12)).StoreUnsafe(ref t, at + 12);
            }
            else
            {
                a.StoreUnsafe(ref t, at);
                b.StoreUnsafe(ref t, at + 4);
                c.StoreUnsafe(ref t, at + 8);
                d.StoreUnsafe(ref t, at + 12);
            }

            Permute(ref a, ref b, ref c, ref d);
            a.StoreUnsafe(ref s, at);
            b.StoreUnsafe(ref s, at + 4);
            c.StoreUnsafe(ref s, at + 8);
            d.StoreUnsafe(ref s, at + 12);
        }

        for (nuint at = 0; at < RowWords; at += 2)
        {
            var a = Cells(ref s, at);
            var b = Cells(ref s, at + (2 * RowWords));
            var c = Cells(ref s, at + (4 * RowWords));
            var d = Cells(ref s, at + (6 * RowWords));
            Permute(ref a, ref b, ref c, ref d);
            AddCells(ref t, at, a);
            AddCells(ref t, at + (2 * RowWords), b);
            AddCells(ref t, at + (4 * RowWords), c);
            AddCells(ref t, at + (6 * RowWords), d);
        }
    }

    // Two cells, one below the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Cells(ref ulong block, nuint at) => Vector256.Create(Vector128.LoadUnsafe(ref block, at), Vector128.LoadUnsafe(ref block, at + RowWords));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddCells(ref ulong block, nuint at, Vector256<ulong> cells)
    {
        (Vector128.LoadUnsafe(ref block, at) ^ cells.GetLower()).StoreUnsafe(ref block, at);
        (Vector128.LoadUnsafe(ref block, at + RowWords) ^ cells.GetUpper()).StoreUnsafe(ref block, at + RowWords);
    }

    // Section 3.6: P over sixteen words, each vector one row of its 4 × 4 matrix: columns, then diagonals.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Permute(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        Mix(ref a, ref b, ref c, ref d);
        b = Avx2.Permute4x64(b, 0b00_11_10_01);
        c = Avx2.Permute4x64(c, 0b01_00_11_10);
        d = Avx2.Permute4x64(d, 0b10_01_00_11);
        Mix(ref a, ref b, ref c, ref d);
        b = Avx2.Permute4x64(b, 0b10_01_00_11);
        c = Avx2.Permute4x64(c, 0b01_00_11_10);
        d = Avx2.Permute4x64(d, 0b00_11_10_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        a = MultiplyAdd(a, b);
        d = RotateRight(d ^ a, 32);
        c = MultiplyAdd(c, d);
        b = RotateRight(b ^ c, 24);
        a = MultiplyAdd(a, b);
        d = RotateRight(d ^ a, 16);
        c = MultiplyAdd(c, d);
        b = RotateRight(b ^ c, 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> MultiplyAdd(Vector256<ulong> x, Vector256<ulong> y)
    {
        var product = Avx2.Multiply(x.AsUInt32(), y.AsUInt32());
        return x + y + (product + product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight(Vector256<ulong> x, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, bits) : (x >>> bits) | (x << (64 - bits));

    // The same over plain words; step is the distance of one cell (two words) to the next.
    private static void Permute(Span<ulong> v, int step)
    {
        ref ulong At(Span<ulong> words, int i) => ref words[(i / 2 * step) + (i % 2)];
        for (var i = 0; i < 4; i++) Mix(ref At(v, i), ref At(v, i + 4), ref At(v, i + 8), ref At(v, i + 12));
        for (var i = 0; i < 4; i++) Mix(ref At(v, i), ref At(v, 4 + ((i + 1) % 4)), ref At(v, 8 + ((i + 2) % 4)), ref At(v, 12 + ((i + 3) % 4)));
    }

    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a = MultiplyAdd(a, b);
        d = BitOperations.RotateRight(d ^ a, 32);
        c = MultiplyAdd(c, d);
        b = BitOperations.RotateRight(b ^ c, 24);
        a = MultiplyAdd(a, b);
        d = BitOperations.RotateRight(d ^ a, 16);
        c = MultiplyAdd(c, d);
        b = BitOperations.RotateRight(b ^ c, 63);
    }

    private static ulong MultiplyAdd(ulong x, ulong y) => x + y + (2 * (ulong)(uint)x * (uint)y);
}

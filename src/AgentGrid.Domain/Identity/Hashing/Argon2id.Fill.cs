namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>Filling the memory (RFC 9106 sections 3.2 step 5 and 6, 3.4).</summary>
public static partial class Argon2id
{
    private static void Fill(Span<ulong> memory, int laneBlocks, Argon2idParameters parameters)
    {
        // Zero block, input block, address block and the scratch of the compression.
        Span<ulong> blocks = stackalloc ulong[4 * BlockWords];
        blocks.Clear();
        for (var pass = 0; pass < parameters.Passes; pass++)
            for (var slice = 0; slice < Slices; slice++)
                for (var lane = 0; lane < parameters.Lanes; lane++)
                    FillSegment(memory, laneBlocks, parameters, new Segment(pass, slice, lane), blocks);
        blocks.Clear();
    }

    private static void FillSegment(Span<ulong> memory, int laneBlocks, Argon2idParameters parameters, Segment at, Span<ulong> blocks)
    {
        var input = blocks.Slice(BlockWords, BlockWords);
        var addresses = blocks.Slice(2 * BlockWords, BlockWords);
        var scratch = blocks.Slice(3 * BlockWords, BlockWords);
        var segmentBlocks = laneBlocks / Slices;
        // Section 3.4.1.3: the first half of the first pass does not look at the data, so that its memory accesses tell nothing about the secret.
        var isIndependent = at is { Pass: 0, Slice: < Slices / 2 };
        if (isIndependent) Describe(input, at, laneBlocks * parameters.Lanes, parameters.Passes);

        var lane = memory.Slice(at.Lane * laneBlocks * BlockWords, laneBlocks * BlockWords);
        for (var index = at is { Pass: 0, Slice: 0 } ? 2 : 0; index < segmentBlocks; index++)
        {
            if (isIndependent && (index % BlockWords == 0 || (at.Slice == 0 && index == 2))) NextAddresses(blocks[..BlockWords], input, addresses, scratch);

            var column = (at.Slice * segmentBlocks) + index;
            var previous = lane.Slice((column == 0 ? laneBlocks - 1 : column - 1) * BlockWords, BlockWords);
            var pseudoRandom = isIndependent ? addresses[index % BlockWords] : previous[0];
            var referenceLane = at is { Pass: 0, Slice: 0 } ? at.Lane : (int)((uint)(pseudoRandom >> 32) % (uint)parameters.Lanes);
            var referenceColumn = ReferenceColumn(at, index, (uint)pseudoRandom, referenceLane == at.Lane, laneBlocks);
            var reference = memory.Slice(((referenceLane * laneBlocks) + referenceColumn) * BlockWords, BlockWords);
            Argon2Block.Compress(previous, reference, lane.Slice(column * BlockWords, BlockWords), scratch, isAdded: at.Pass > 0);
        }
    }

    // Section 3.4.1.2: the input of the address generator.
    private static void Describe(Span<ulong> input, Segment at, int allBlocks, int passes)
    {
        input.Clear();
        (input[0], input[1], input[2], input[3], input[4], input[5]) = ((ulong)at.Pass, (ulong)at.Lane, (ulong)at.Slice, (ulong)allBlocks, (ulong)passes, TypeId);
    }

    private static void NextAddresses(ReadOnlySpan<ulong> zero, Span<ulong> input, Span<ulong> addresses, Span<ulong> scratch)
    {
        input[6]++;
        Argon2Block.Compress(zero, input, addresses, scratch, isAdded: false);
        Argon2Block.Compress(zero, addresses, addresses, scratch, isAdded: false);
    }

    // Section 3.4.2: which of the blocks that may be referred to, with recent ones more likely.
    private static int ReferenceColumn(Segment at, int index, uint pseudoRandom, bool isSameLane, int laneBlocks)
    {
        var segmentBlocks = laneBlocks / Slices;
        var finished = at.Pass == 0 ? at.Slice * segmentBlocks : laneBlocks - segmentBlocks;
        var area = isSameLane ? finished + index - 1 : finished - (index == 0 ? 1 : 0);
        var x = ((ulong)pseudoRandom * pseudoRandom) >> 32;
        var position = area - 1 - (int)(((ulong)area * x) >> 32);
        var start = at.Pass == 0 || at.Slice == Slices - 1 ? 0 : (at.Slice + 1) * segmentBlocks;
        return (start + position) % laneBlocks;
    }

    private readonly record struct Segment(int Pass, int Slice, int Lane);
}

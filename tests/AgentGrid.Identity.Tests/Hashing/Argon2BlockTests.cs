using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class Argon2BlockTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compress_with_vectors_gives_what_plain_arithmetic_gives(bool isAdded)
    {
        if (!Avx2.IsSupported) Assert.Skip("This processor has no AVX2: there is only plain arithmetic.");
        var random = new Random(9106);
        var blocks = new ulong[4 * 128];
        for (var run = 0; run < 200; run++)
        {
            random.NextBytes(MemoryMarshal.AsBytes(blocks.AsSpan()));
            var (left, right) = (blocks[..128], blocks[128..256]);
            var (plain, vectors) = (blocks[256..384], blocks[256..384]);
            Argon2Block.CompressPlain(left, right, plain, new ulong[128], isAdded);
            Argon2Block.CompressVectors(left, right, vectors, new ulong[128], isAdded);
            Assert.Equal(plain, vectors);
        }
    }
}

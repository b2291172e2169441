using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class Blake2bTests
{
    [Fact]
    public void Hash_of_the_input_of_RFC_7693_appendix_A_is_its_hash()
    {
        var hash = new byte[64];
        Blake2b.Hash("abc"u8, hash);
        Assert.Equal(
            "BA80A53F981C4D0D6A2797B69F12F6E94C212F14685AC4B74B12BB6FDBFFA2D17D87C5392AAB792DC252D5DE4533CC9518D38AA8DBF1925AB92386EDD4009923",
            Convert.ToHexString(hash));
    }

    // The inputs of the self-test in RFC 7693 appendix E, without the keyed half, which Argon2 does not use; the expected value is from Python's hashlib.
    [Fact]
    public void Hash_of_inputs_at_the_edges_of_blocks_equals_that_of_another_implementation()
    {
        using var all = new MemoryStream();
        foreach (var bytes in (int[])[20, 32, 48, 64])
        {
            foreach (var length in (int[])[0, 3, 128, 129, 255, 1024])
            {
                var hash = new byte[bytes];
                Blake2b.Hash(Sequence((uint)length, length), hash);
                all.Write(hash);
            }
        }

        var grand = new byte[32];
        Blake2b.Hash(all.ToArray(), grand);
        Assert.Equal("681F345AD53C6360214EA500FD259EDDDBCA775F605FAD81B9B189D6D88E15C6", Convert.ToHexString(grand));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Hash_into_too_little_or_too_much_room_throws(int bytes) => Assert.Throws<ArgumentOutOfRangeException>(() => Blake2b.Hash("abc"u8, new byte[bytes]));

    private static byte[] Sequence(uint seed, int length)
    {
        var (a, b) = (0xDEAD4BADu * seed, 1u);
        var sequence = new byte[length];
        for (var i = 0; i < length; i++)
        {
            (a, b) = (b, a + b);
            sequence[i] = (byte)(b >> 24);
        }

        return sequence;
    }
}

using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class Argon2idTests
{
    [Fact]
    public void Hash_of_the_input_of_RFC_9106_section_5_3_is_its_tag()
    {
        var tag = new byte[32];
        Argon2id.Hash(Bytes(1, 32), Bytes(2, 16), new Argon2idParameters(32, 3, 4), tag, Bytes(3, 8), Bytes(4, 12));
        Assert.Equal("0D640DF58D78766C08C037A34A8B53C9D01EF0452D75B65EB52520E96B01E659", Convert.ToHexString(tag));
    }

    [Theory]
    [InlineData(7, 1, 1)]
    [InlineData(31, 1, 4)]
    [InlineData(8, 0, 1)]
    [InlineData(8, 17, 1)]
    [InlineData(8, 1, 0)]
    [InlineData(40, 1, 5)]
    [InlineData((256 * 1024) + 1, 1, 1)]
    [InlineData(int.MaxValue, 1, 1)]
    public void Hash_with_parameters_out_of_bounds_throws(int memory, int passes, int lanes) =>
        Assert.Throws<ArgumentException>(() => Argon2id.Hash(Bytes(1, 32), Bytes(2, 16), new Argon2idParameters(memory, passes, lanes), new byte[32]));

    [Fact]
    public void Hash_with_too_short_a_salt_or_output_throws()
    {
        var parameters = new Argon2idParameters(8, 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Argon2id.Hash(Bytes(1, 32), Bytes(2, 7), parameters, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Argon2id.Hash(Bytes(1, 32), Bytes(2, 8), parameters, new byte[3]));
    }

    [Fact]
    public async Task Hash_on_many_threads_at_once_gives_the_same_everywhere()
    {
        string One()
        {
            var tag = new byte[32];
            Argon2id.Hash(Bytes(1, 32), Bytes(2, 16), new Argon2idParameters(1024, 2, 2), tag);
            return Convert.ToHexString(tag);
        }

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(One)));
        Assert.Single(all.Distinct());
    }

    private static byte[] Bytes(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}

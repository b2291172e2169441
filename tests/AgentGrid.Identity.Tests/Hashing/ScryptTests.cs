using System.Text;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class ScryptTests
{
    // RFC 7914 section 12; its fourth vector needs 1 GiB, which is out of bounds here.
    [Theory]
    [InlineData("", "", 4, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData("password", "NaCl", 10, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [InlineData("pleaseletmein", "SodiumChloride", 14, 8, 1, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void Hash_of_the_inputs_of_RFC_7914_is_its_output(string password, string salt, int logN, int r, int p, string expected)
    {
        var hash = new byte[64];
        Scrypt.Hash(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), new ScryptParameters(logN, r, p), hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    // RFC 7914 section 9: scryptBlockMix.
    [Fact]
    public void Mix_of_the_input_of_RFC_7914_section_9_is_its_output()
    {
        var input = Words(
            "f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad89f68f4811d1e87bcc3bd7400a9ffd29094f0184639574f39ae5a1315217bcd7"
            + "894991447213bb226c25b54da86370fbcd984380374666bb8ffcb5bf40c254b067d27c51ce4ad5fed829c90b505a571b7f4d1cad6a523cda770e67bceaaf7e89");
        var output = new uint[32];
        SalsaBlock.Mix(input, output);
        Assert.Equal(
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81"
            + "20edc975323881a80540f64c162dcd3c21077cfe5f8d5fe2b1a4168f953678b77d3b3d803b60e4ab920996e59b4d53b65d2a225877d5edf5842cb9f14eefe425",
            Hex(output));
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(21, 1, 1)]
    [InlineData(14, 0, 1)]
    [InlineData(14, 17, 1)]
    [InlineData(14, 8, 0)]
    [InlineData(14, 8, 17)]
    [InlineData(16, 1, 1)]
    [InlineData(19, 8, 1)]
    [InlineData(18, 8, 2)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void Hash_with_parameters_out_of_bounds_throws(int logN, int r, int p) =>
        Assert.Throws<ArgumentException>(() => Scrypt.Hash("a"u8, "b"u8, new ScryptParameters(logN, r, p), new byte[32]));

    private static uint[] Words(string hex)
    {
        var (bytes, words) = (Convert.FromHexString(hex), new uint[hex.Length / 8]);
        for (var i = 0; i < words.Length; i++) words[SalsaBlock.Position(i)] = BitConverter.ToUInt32(bytes, 4 * i);
        return words;
    }

    private static string Hex(uint[] words) => string.Concat(Enumerable.Range(0, words.Length).Select(i => Convert.ToHexStringLower(BitConverter.GetBytes(words[SalsaBlock.Position(i)]))));
}

using System.Text;
using AgentGrid.Domain.Identity;

namespace AgentGrid.Identity.Tests;

public sealed class Base32Tests
{
    // RFC 4648 section 10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Encode_and_decode_give_the_vectors_of_RFC_4648(string text, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(encoded)!));
    }

    [Theory]
    [InlineData("mzxw6ytboi")]
    [InlineData("MZXW 6YTB OI")]
    [InlineData("mzxw-6ytb-oi======")]
    [InlineData("  MZXW6YTBOI======  ")]
    public void Decode_forgives_how_people_copy(string text) => Assert.Equal("foobar", Encoding.ASCII.GetString(Base32.Decode(text)!));

    [Theory]
    [InlineData(null)]
    [InlineData("M")]
    [InlineData("MZX")]
    [InlineData("MZXW6Y")]
    [InlineData("MZ")]
    [InlineData("M1")]
    [InlineData("M0")]
    [InlineData("MY=A")]
    [InlineData("ſY")]
    [InlineData("ıY")]
    public void Decode_of_anything_else_is_null(string? text) => Assert.Null(Base32.Decode(text));

    [Fact]
    public void Decode_gives_back_what_was_encoded() => Given.AnyScript(255, 0, 70, values =>
    {
        var bytes = values.Select(value => (byte)value).ToArray();
        Assert.Equal(bytes, Base32.Decode(Base32.Encode(bytes)));
    });
}

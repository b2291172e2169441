using System.Buffers.Text;
using System.Security.Cryptography;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.OAuth.Tests.Tokens;

public sealed class OpaqueHandleTests
{
    [Fact]
    public void Create_gives_32_random_bytes_and_their_sha256()
    {
        var handle = OpaqueHandle.Create();
        var bytes = Base64Url.DecodeFromChars(handle.Value);
        Assert.Equal(32, bytes.Length);
        Assert.Equal(OpaqueHandle.Length, handle.Value.Length);
        Assert.Equal(SHA256.HashData(bytes), handle.Hash.ToStored());
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => OpaqueHandle.Create().Value).Distinct().Count());
    }

    [Fact]
    public void TryRead_of_a_handle_has_its_hash()
    {
        var handle = OpaqueHandle.Create();
        Assert.True(OpaqueHandle.TryRead(handle.Value, out var read));
        Assert.Equal(handle.Hash, read.Hash);
        Assert.Equal(handle.Hash, HandleHash.FromStored(handle.Hash.ToStored()));
        Assert.NotEqual(handle.Hash, OpaqueHandle.Create().Hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    public void TryRead_of_anything_else_is_refused(string? text) => Assert.False(OpaqueHandle.TryRead(text, out _));

    [Fact]
    public void Secrets_do_not_show_in_text()
    {
        Assert.Equal("OpaqueHandle", OpaqueHandle.Create().ToString());
        Assert.Equal("RefreshToken", RefreshToken.Create().ToString());
    }

    [Fact]
    public void HandleHash_default_equals_nothing_and_is_never_stored()
    {
        HandleHash none = default;
        Assert.False(none.Equals(none));
        Assert.False(none == OpaqueHandle.Create().Hash);
        Assert.Throws<InvalidOperationException>(() => none.ToStored());
        Assert.Throws<ArgumentException>(() => HandleHash.FromStored(new byte[31]));
    }

    [Fact]
    public void RefreshToken_round_trip_and_successor()
    {
        var token = RefreshToken.Create();
        Assert.Equal(87, token.Value.Length);
        Assert.True(RefreshToken.TryRead(token.Value, out var read));
        Assert.Equal(token.FamilyHash, read.FamilyHash);
        Assert.Equal(token.SecretHash, read.SecretHash);
        var next = token.CreateSuccessor();
        Assert.Equal(token.FamilyHash, next.FamilyHash);
        Assert.NotEqual(token.SecretHash, next.SecretHash);
        string?[] bad = [null, "", token.Value[..86], token.Value + "A", token.Value.Replace('.', '_'), token.Value[..43], " " + token.Value[1..]];
        Assert.All(bad, text => Assert.False(RefreshToken.TryRead(text, out _)));
    }
}

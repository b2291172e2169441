using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests;

public sealed class ApiTokenTests
{
    [Theory]
    [InlineData(ApiTokenKind.Agent, "agt")]
    [InlineData(ApiTokenKind.User, "usr")]
    public void Generate_gives_a_token_that_parses(ApiTokenKind kind, string start)
    {
        for (var i = 0; i < 200; i++)
        {
            var token = ApiToken.Generate(kind);
            Assert.Matches($"^{start}_[a-z0-9]{{6}}_[A-Za-z0-9_-]{{49}}$", token.Text);
            Assert.Equal(ApiToken.Length, token.Text.Length);
            var read = ApiToken.Parse(token.Text);
            Assert.Equal((token.Text, kind, token.Text[..10]), (read!.Text, read.Kind, read.Prefix));
        }
    }

    [Fact]
    public void Generate_gives_another_token_each_time() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => ApiToken.Generate(ApiTokenKind.Agent).Text).Distinct().Count());

    [Fact]
    public void Parse_finds_every_single_changed_character()
    {
        var text = ApiToken.Generate(ApiTokenKind.Agent).Text;
        for (var i = 0; i < text.Length; i++)
            foreach (var other in "aA0_-=+ é\0".Where(other => other != text[i]))
                Assert.Null(ApiToken.Parse(text[..i] + other + text[(i + 1)..]));
    }

    [Fact]
    public void Parse_finds_swapped_neighbours()
    {
        var text = ApiToken.Generate(ApiTokenKind.User).Text;
        for (var i = 0; i < text.Length - 1; i++)
            if (text[i] != text[i + 1]) Assert.Null(ApiToken.Parse($"{text[..i]}{text[i + 1]}{text[i]}{text[(i + 2)..]}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("agt_")]
    [InlineData("Bearer")]
    [InlineData("xyz_abcdef_0123456789012345678901234567890123456789012345678")]
    public void Parse_of_anything_else_is_null(string? text) => Assert.Null(ApiToken.Parse(text));

    [Fact]
    public void Parse_of_a_token_with_something_around_it_is_null()
    {
        var text = ApiToken.Generate(ApiTokenKind.Agent).Text;
        foreach (var wrong in (string[])[" " + text, text + " ", text + "\n", text[1..], text.ToUpperInvariant(), "usr" + text[3..]]) Assert.Null(ApiToken.Parse(wrong));
    }

    [Fact]
    public void Checksum_is_CRC_32C()
    {
        // Computed by another implementation, bit by bit.
        Assert.NotNull(ApiToken.Parse("agt_7x2k9q_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8GcUQHg"));
    }

    [Fact]
    public void ToString_shows_the_prefix_only()
    {
        var token = ApiToken.Generate(ApiTokenKind.Agent);
        Assert.Equal(token.Prefix + "_…", token.ToString());
    }

    [Fact]
    public void Fingerprint_is_the_SHA_256_of_the_token()
    {
        var token = ApiToken.Generate(ApiTokenKind.Agent);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Text))), token.Fingerprint());
    }

    [Fact]
    public void Text_is_what_Argon2id_hashes_and_verifies()
    {
        var (token, other) = (ApiToken.Generate(ApiTokenKind.Agent), ApiToken.Generate(ApiTokenKind.Agent));
        var stored = Argon2idHash.Create(token.Text, new Argon2idParameters(64, 1, 1));
        Assert.True(stored.Verify(token.Text));
        Assert.False(stored.Verify(other.Text));
    }
}

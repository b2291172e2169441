using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class Argon2idHashTests
{
    private const string Salt = "AAECAwQFBgcICQoLDA0ODw";
    private const string Hash = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private static readonly Argon2idParameters Cheap = new(8, 1, 1);

    [Fact]
    public void Create_then_parse_verifies_the_secret_and_no_other()
    {
        var hash = Argon2idHash.Create("correct horse", Cheap);
        var read = Argon2idHash.Parse(hash.Text);
        Assert.Matches("^\\$argon2id\\$v=19\\$m=8,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}$", hash.Text);
        Assert.Equal(hash.Text, read!.Text);
        Assert.True(read.Verify("correct horse"));
        Assert.False(read.Verify("correct horsE"));
        Assert.False(hash.NeedsRehash(Cheap));
        Assert.True(hash.NeedsRehash(Argon2idParameters.Default));
    }

    [Theory]
    [InlineData("$argon2i$v=19$m=8,t=1,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=16$m=8,t=1,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$m=8,t=1,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=7,t=1,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=2147483647,t=1,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=262145,t=1,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=64,t=17,p=1$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=64,t=1,p=5$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1,keyid=AAAA$" + Salt + "$" + Hash)]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$" + Salt + "$")]
    public void Parse_of_anything_but_bounded_Argon2id_1_3_is_null(string text) => Assert.Null(Argon2idHash.Parse(text));

    [Fact]
    public void Decoy_verifies_nothing_at_the_wanted_cost()
    {
        var decoy = Argon2idHash.Decoy(Cheap);
        Assert.False(decoy.Verify("correct horse"));
        Assert.False(decoy.NeedsRehash(Cheap));
    }
}

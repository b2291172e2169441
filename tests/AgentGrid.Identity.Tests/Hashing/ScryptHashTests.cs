using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class ScryptHashTests
{
    private const string Salt = "AAECAwQFBgcICQoLDA0ODw";
    private const string Hash = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private static readonly ScryptParameters Cheap = new(4, 1, 1);

    [Fact]
    public void Create_then_parse_verifies_the_secret_and_no_other()
    {
        var hash = ScryptHash.Create("correct horse", Cheap);
        var read = ScryptHash.Parse(hash.Text);
        Assert.Matches("^\\$scrypt\\$ln=4,r=1,p=1\\$[A-Za-z0-9+/]{43}\\$[A-Za-z0-9+/]{86}$", hash.Text);
        Assert.Equal(hash.Text, read!.Text);
        Assert.True(read.Verify("correct horse"));
        Assert.False(read.Verify("correct horsE"));
        Assert.False(read.Verify(""));
    }

    [Fact]
    public void Create_twice_gives_two_salts() => Assert.NotEqual(ScryptHash.Create("same", Cheap).Text, ScryptHash.Create("same", Cheap).Text);

    [Fact]
    public void Parse_reads_what_the_format_allows() => Assert.Equal(new ScryptParameters(14, 8, 1), ScryptHash.Parse($"$scrypt$ln=14,r=8,p=1${Salt}${Hash}")?.Parameters);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("$scrypt$")]
    [InlineData("$Scrypt$ln=14,r=8,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1$" + Salt)]
    [InlineData("$scrypt$ln=14,r=8,p=1$" + Salt + "$" + Hash + "$")]
    [InlineData("$scrypt$ln=14,r=8,p=1$" + Salt + "$" + Hash + " ")]
    [InlineData("$scrypt$ln=14,r=8$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$r=8,ln=14,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1,x=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=014,r=8,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=+14,r=8,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=-1,r=8,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=99999999999,r=8,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=30,r=8,p=1$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=20,r=16,p=16$" + Salt + "$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1$AAAA$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1$" + Salt + "$AAAA")]
    [InlineData("$scrypt$ln=14,r=8,p=1$" + Salt + "==$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0ODx$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0O_w$" + Hash)]
    [InlineData("$scrypt$ln=14,r=8,p=1$AAECAwQFBg cICQoLDA0ODw$" + Hash)]
    public void Parse_of_anything_else_is_null(string? text) => Assert.Null(ScryptHash.Parse(text));

    [Fact]
    public void Parse_of_a_huge_string_is_null() => Assert.Null(ScryptHash.Parse($"$scrypt$ln=14,r=8,p=1${Salt}${new string('A', 1_000_000)}"));

    [Fact]
    public void Parse_of_a_damaged_string_never_throws_and_reads_nothing_but_its_own_spelling() => Given.AnyScript(0xFFFF, 2, 6, damage =>
    {
        var text = $"$scrypt$ln=4,r=1,p=1${Salt}${Hash}".ToCharArray();
        for (var i = 0; i + 1 < damage.Length; i += 2) text[damage[i] % text.Length] = (char)(damage[i + 1] % (i == 0 ? 128 : 0x10000));
        var damaged = new string(text);
        Assert.True(ScryptHash.Parse(damaged) is not { } read || read.Text == damaged);
    });

    [Fact]
    public void NeedsRehash_when_parameters_or_lengths_differ()
    {
        Assert.False(ScryptHash.Create("a", Cheap).NeedsRehash(Cheap));
        Assert.True(ScryptHash.Create("a", Cheap).NeedsRehash(ScryptParameters.Default));
        Assert.True(ScryptHash.Parse($"$scrypt$ln=4,r=1,p=1${Salt}${Hash}")!.NeedsRehash(Cheap));
    }

    [Fact]
    public void Decoy_verifies_nothing_at_the_wanted_cost()
    {
        var decoy = ScryptHash.Decoy(Cheap);
        Assert.False(decoy.Verify("correct horse"));
        Assert.False(decoy.Verify(""));
        Assert.False(decoy.NeedsRehash(Cheap));
    }
}

using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Identity.Tests;

public sealed class BackupCodesTests
{
    private static readonly ScryptParameters Cheap = new(4, 1, 1);

    [Fact]
    public void Generate_gives_ten_different_codes_of_sixty_bits()
    {
        var (codes, hashes) = BackupCodes.Generate(Cheap);
        Assert.Equal((10, 10), (codes.Count, hashes.Count));
        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$", code));
        Assert.All(hashes, hash => Assert.Equal(hash.Text, ScryptHash.Parse(hash.Text)!.Text));
    }

    [Fact]
    public void Match_finds_each_code_once_it_is_stored_and_not_when_its_index_is_used()
    {
        var (codes, hashes) = BackupCodes.Generate(Cheap);
        var unused = Stored(hashes);
        for (var i = 0; i < codes.Count; i++)
        {
            Assert.Equal(i, BackupCodes.Match(codes[i], unused));
            unused.Remove(i);
            Assert.Null(BackupCodes.Match(codes[i], unused));
        }
    }

    [Fact]
    public void Match_forgives_how_people_type()
    {
        var hash = ScryptHash.Create("01AB1CD0EFGH", Cheap);
        var unused = new Dictionary<int, ScryptHash> { [7] = hash };
        foreach (var entered in (string[])["01AB-1CD0-EFGH", "01ab1cd0efgh", " oiab lcdO efgh ", "OLAB-ICDO-EFGH"]) Assert.Equal(7, BackupCodes.Match(entered, unused));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01AB-1CD0-EFG")]
    [InlineData("01AB-1CD0-EFGHJ")]
    [InlineData("01AB-1CD0-EFGU")]
    [InlineData("01AB-1CD0-EFG\u0131")]
    [InlineData("01AB-1CD0-EFGJ")]
    public void Match_of_another_text_is_null(string? entered) =>
        Assert.Null(BackupCodes.Match(entered, new Dictionary<int, ScryptHash> { [0] = ScryptHash.Create("01AB1CD0EFGH", Cheap) }));

    [Fact]
    public void Match_over_sets_with_different_salts_finds_the_code()
    {
        var (old, oldHashes) = BackupCodes.Generate(Cheap);
        var (_, newHashes) = BackupCodes.Generate(new ScryptParameters(5, 1, 1));
        Assert.Equal(2, BackupCodes.Match(old[1], new Dictionary<int, ScryptHash> { [0] = newHashes[0], [1] = oldHashes[0], [2] = oldHashes[1] }));
    }

    private static Dictionary<int, ScryptHash> Stored(IReadOnlyList<ScryptHash> hashes) => hashes.Index().ToDictionary(hash => hash.Index, hash => hash.Item);
}

using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class ScopeSetTests
{
    [Fact]
    public void TryParse_any_order_gives_one_text()
    {
        Assert.True(ScopeSet.TryParse("rooms openid rooms", out var scopes));
        Assert.Equal("openid rooms", scopes.ToString());
        Assert.Equal(2, scopes.Count);
        Assert.Equal("openid profile email offline_access grid gateway rooms", ScopeSet.All.ToString());
        Assert.True(ScopeSet.TryParse("", out var empty));
        Assert.Equal(ScopeSet.Empty, empty);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("openid ")]
    [InlineData(" openid")]
    [InlineData("openid  rooms")]
    [InlineData("openid\trooms")]
    [InlineData("openid,rooms")]
    [InlineData("OpenId")]
    [InlineData("openid admin")]
    [InlineData("*")]
    [InlineData("\"openid\"")]
    public void TryParse_of_anything_else_is_refused(string? text)
    {
        Assert.False(ScopeSet.TryParse(text, out var scopes));
        Assert.True(scopes.IsEmpty);
    }

    [Fact]
    public void Sets_behave_like_sets() =>
        Given.ForAll(Given.Numbers(0, 127, 2, 2), bits =>
        {
            var (a, b) = (Of(bits[0]), Of(bits[1]));
            Assert.Equal(bits[0] == bits[1], a == b);
            Assert.Equal((bits[0] & ~bits[1]) == 0, a.IsSubsetOf(b));
            Assert.Equal(a.IsSubsetOf(b), b.Contains(a));
            Assert.Equal(Of(bits[0] & bits[1]), a.Intersect(b));
            Assert.Equal(Of(bits[0] | bits[1]), a.Union(b));
            Assert.True(ScopeSet.TryParse(a.ToString(), out var again));
            Assert.Equal(a, again);
        });

    private static ScopeSet Of(int bits)
    {
        Assert.True(ScopeSet.TryParse(ScopeSet.All.ToNames().Where((_, i) => (bits & (1 << i)) != 0), out var scopes));
        return scopes;
    }
}

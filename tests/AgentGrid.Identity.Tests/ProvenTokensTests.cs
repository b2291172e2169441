using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Testing;

namespace AgentGrid.Identity.Tests;

public sealed class ProvenTokensTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(20);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Token_is_remembered_for_its_age_after_each_use_and_forgotten_after_twice_that()
    {
        var proven = new ProvenTokens(_time);
        proven.Add(Token(1));
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Age - TimeSpan.FromSeconds(1));
            Assert.True(proven.Contains(Token(1)));
        }

        Assert.False(proven.Contains(Token(2)));
        _time.Advance(2 * Age);
        Assert.False(proven.Contains(Token(1)));
    }

    [Fact]
    public void Token_that_is_not_used_is_forgotten_also_when_others_are()
    {
        var proven = new ProvenTokens(_time);
        proven.Add(Token(1));
        proven.Add(Token(2));
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(Age / 2);
            Assert.True(proven.Contains(Token(2)));
        }

        Assert.False(proven.Contains(Token(1)));
    }

    [Fact]
    public void As_many_as_the_bound_are_remembered_and_not_more_than_twice_as_many()
    {
        var proven = new ProvenTokens(_time, most: 10);
        for (var i = 0; i < 1005; i++) proven.Add(Token(i));
        Assert.All(Enumerable.Range(995, 10), i => Assert.True(proven.Contains(Token(i))));
        Assert.InRange(Enumerable.Range(0, 1005).Count(i => proven.Contains(Token(i))), 10, 20);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Bounds_are_positive(int most, int minutes) => Assert.Throws<ArgumentOutOfRangeException>(() => new ProvenTokens(_time, most, TimeSpan.FromMinutes(minutes)));

    private static CredentialFingerprint Token(int number) => CredentialFingerprint.Of(0, $"token-{number}");
}

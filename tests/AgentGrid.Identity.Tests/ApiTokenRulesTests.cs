using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Identity.Tests;

public sealed class ApiTokenRulesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Validate_nothing_given_takes_the_defaults()
    {
        Assert.Empty(ApiTokenRules.Validate(new ApiTokenFields(), Now, out var scopes));
        Assert.Equal("grid gateway rooms", scopes.ToString());
    }

    [Theory]
    [InlineData("rooms", "rooms")]
    [InlineData("rooms grid rooms", "grid rooms")]
    public void Validate_scopes_of_the_list_are_taken(string given, string expected)
    {
        Assert.Empty(ApiTokenRules.Validate(new ApiTokenFields { Scopes = given.Split(' ') }, Now, out var scopes));
        Assert.Equal(expected, scopes.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("admin")]
    [InlineData("openid")]
    [InlineData("grid", "offline_access")]
    [InlineData("Grid")]
    [InlineData("grid gateway")]
    [InlineData("")]
    public void Validate_other_scopes_are_refused(params string[] given) =>
        Assert.Equal(["scopes"], ApiTokenRules.Validate(new ApiTokenFields { Scopes = given }, Now, out _).Keys);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\u0007b")]
    [InlineData("\u202Eevil")]
    public void Validate_name_that_lies_or_is_empty_is_refused(string name) => Assert.Equal(["name"], ApiTokenRules.Validate(new ApiTokenFields { Name = name }, Now, out _).Keys);

    [Fact]
    public void Validate_name_has_at_most_100_characters()
    {
        Assert.Empty(ApiTokenRules.Validate(new ApiTokenFields { Name = new string('é', 100) }, Now, out _));
        Assert.Equal(["name"], ApiTokenRules.Validate(new ApiTokenFields { Name = new string('é', 101) }, Now, out _).Keys);
    }

    [Fact]
    public void Validate_end_lies_in_the_future_and_within_ten_years()
    {
        foreach (var fine in (DateTimeOffset[])[Now.AddTicks(1), Now + ApiTokenRules.MaxLifetime]) Assert.Empty(ApiTokenRules.Validate(new ApiTokenFields { ExpiresAt = fine }, Now, out _));
        foreach (var wrong in (DateTimeOffset[])[Now, Now.AddDays(-1), Now + ApiTokenRules.MaxLifetime + TimeSpan.FromTicks(1), DateTimeOffset.MaxValue])
            Assert.Equal(["expiresAt"], ApiTokenRules.Validate(new ApiTokenFields { ExpiresAt = wrong }, Now, out _).Keys);
    }

    [Fact]
    public void MostScopes_are_those_that_open_routes() => Assert.True(ApiTokenRules.MostScopes.IsSubsetOf(ScopeSet.All) && ApiTokenRules.MostScopes.Count == 3);
}

using System.Collections.Immutable;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class InteractionRulesTests
{
    private static readonly DateTimeOffset Received = Sample.Start;

    // Minutes relative to the request; null = never.
    [Theory]
    [InlineData("", null, null, Interaction.SignIn)]
    [InlineData("none", null, null, Interaction.LoginRequired)]
    [InlineData("", -60, null, Interaction.Consent)]
    [InlineData("", -60, -60, Interaction.None)]
    [InlineData("none", -60, null, Interaction.ConsentRequired)]
    [InlineData("none", -60, -60, Interaction.None)]
    [InlineData("login", -60, -60, Interaction.SignIn)]
    [InlineData("login", 1, -60, Interaction.None)]
    [InlineData("select_account", -60, -60, Interaction.SignIn)]
    [InlineData("consent", -60, -60, Interaction.Consent)]
    [InlineData("consent", -60, 1, Interaction.None)]
    [InlineData("login consent", -60, -60, Interaction.SignIn)]
    [InlineData("login consent", 1, -60, Interaction.Consent)]
    [InlineData("login consent", 1, 1, Interaction.None)]
    public void Decide_prompts(string prompts, int? authenticated, int? consented, Interaction expected) =>
        Assert.Equal(expected, Decide(Sample.Request with { Prompts = Split(prompts) }, authenticated, consented));

    [Theory]
    [InlineData(120, -60, Interaction.None)]
    [InlineData(30, -60, Interaction.SignIn)]
    [InlineData(0, -1, Interaction.SignIn)]
    [InlineData(0, 1, Interaction.None)]
    public void Decide_max_age(int minutes, int authenticated, Interaction expected) =>
        Assert.Equal(expected, Decide(Sample.Request with { MaxAge = TimeSpan.FromMinutes(minutes) }, authenticated, -60));

    [Fact]
    public void Decide_more_scopes_than_consented_asks_again() =>
        Assert.Equal(Interaction.Consent, Decide(Sample.Request with { Scopes = ScopeSet.OpenId.Union(ScopeSet.Rooms) }, -60, -60));

    [Fact]
    public void Decide_own_application_needs_no_consent_unless_it_asks_for_it()
    {
        var own = Sample.Request with { Client = Sample.Client with { IsFirstParty = true } };
        Assert.Equal(Interaction.None, Decide(own, -60, null));
        Assert.Equal(Interaction.Consent, Decide(own with { Prompts = ["consent"] }, -60, -60));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/cb")]
    [InlineData("com.example.app:/cb")]
    public void Decide_native_application_is_consented_to_each_time(string redirectUri)
    {
        var native = Sample.Request with { Client = Sample.Client with { Type = ClientType.Public, IsFirstParty = true }, RedirectUri = redirectUri };
        Assert.Equal(Interaction.Consent, Decide(native, -60, -60));
        Assert.Equal(Interaction.ConsentRequired, Decide(native with { Prompts = ["none"] }, -60, -60));
        Assert.Equal(Interaction.None, Decide(native, -60, 1));
    }

    private static Interaction Decide(AuthorizationRequest request, int? authenticated, int? consented) => InteractionRules.Decide(
        request, Received, At(authenticated), consented is null ? ScopeSet.Empty : ScopeSet.OpenId, At(consented), Received.AddMinutes(2));

    private static DateTimeOffset? At(int? minutes) => minutes is { } offset ? Received.AddMinutes(offset) : null;

    private static ImmutableArray<string> Split(string prompts) => [.. prompts.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}

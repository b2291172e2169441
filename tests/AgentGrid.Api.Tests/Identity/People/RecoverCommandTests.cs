using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.People;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity.SignIn;
using AgentGrid.Domain.Identity.People;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.People;

/// <summary>The way back for who lost password or second factor.</summary>
public sealed class RecoverCommandTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public async Task Recovered_user_signs_in_with_the_printed_password_alone_and_old_sessions_end()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var before = await shared.NewBrowser().SignedInAsync(person);
        await person.WithTotpAsync(before);

        var password = await RecoverAsync(" " + person.Email.ToUpperInvariant());

        Assert.Equal(29, password.Length);
        await before.EndsAsync();
        var after = shared.NewBrowser();
        Assert.Equal(401, (await after.LoginAsync(person)).Status);
        await after.SignedInAsync(person, password);
        Assert.False((await after.GetAsync("/api/v1/auth/me")).Json.GetProperty("hasTotp").GetBoolean());
        Assert.NotEqual(password, await RecoverAsync(person.Email));
    }

    [Theory]
    [InlineData("nobody@example.org")]
    [InlineData("")]
    [InlineData("' OR 1=1 --")]
    public async Task Unknown_user_is_refused_with_the_way_on(string email)
    {
        var refused = await Assert.ThrowsAsync<SettingException>(() => RecoverAsync(email));
        Assert.Contains("DATABASE_URL", refused.Message, StringComparison.Ordinal);
    }

    private Task<string> RecoverAsync(string email) =>
        RecoverCommand.RecoverAsync(shared.Grid.Host.Services.GetRequiredService<IUserStore>(), email, TimeProvider.System, TestContext.Current.CancellationToken);
}

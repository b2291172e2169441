using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>Somebody with an account.</summary>
internal sealed record TestPerson(UserId Id, string Email, GridUnderTest Grid)
{
    public const string Password = "correct horse battery staple 7";
    private static readonly Lazy<string> Hash = new(() => ScryptHash.Create(Password, ScryptParameters.Default).Text);

    public IUserGrain Grain => Id.Grain(Grid.Host.Services.GetRequiredService<IGrainFactory>());

    /// <summary>Makes an account.</summary>
    public static async Task<TestPerson> NewAsync(GridUnderTest grid, string role = "user", string? hash = null)
    {
        var id = new UserId(grid.Host.Services.GetRequiredService<IdGenerator>().NewId());
        var person = new TestPerson(id, SharedGrid.NewName("person") + "@example.org", grid);
        var user = new NewUser { Email = person.Email, DisplayName = "Ann Example", Role = role, PasswordHash = hash ?? Hash.Value };
        await person.Grain.CreateAsync(Caller.System, id.ToString(), user, TestContext.Current.CancellationToken);
        return person;
    }

    /// <summary>Sets up a second factor; the code of the present step is spent.</summary>
    public async Task<Authenticator> WithTotpAsync(Browser signedIn)
    {
        var setup = await signedIn.PostAsync("/api/v1/auth/totp/setup");
        Assert.True(setup.Status == 200, setup.Text);
        var authenticator = new Authenticator(Base32.Decode(setup.Json.GetProperty("secret").GetString()!)!);
        var confirmed = await signedIn.PostAsync("/api/v1/auth/totp/confirm", new { code = authenticator.Code() });
        Assert.True(confirmed.Status == 200, confirmed.Text);
        return authenticator with { BackupCodes = [.. confirmed.Json.GetProperty("backupCodes").EnumerateArray().Select(code => code.GetString()!)] };
    }
}

using System.Collections.Immutable;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>The page of the second factor, and one-time codes that are used twice (CVE-2022-23555, CVE-2026-27855).</summary>
public sealed class SecondFactorTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    [Fact]
    public async Task A_code_is_asked_for_and_taken_once()
    {
        var (client, (id, email), browser) = (await grid.NewClientAsync(), await grid.NewUserAsync(), grid.NewBrowser());
        var secret = await EnrolAsync(id, email);
        var code = Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow) + 1);

        var factor = await PasswordAsync(browser, client, email);
        Assert.Null(browser.Cookie("grid-connect"));
        var wrong = await browser.SubmitAsync(factor, ("code", code == "000000" ? "000001" : "000000"));
        Assert.Equal((422, "Second factor"), (wrong.Status, wrong.Title));
        Assert.Contains("wrong", wrong.Alert, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.SubmitAsync(wrong, ("code", ""))).Status);

        var stranger = grid.NewBrowser();
        await PasswordAsync(stranger, client, email);
        Assert.NotEqual(200, (await stranger.PostAsync(wrong.Action!, wrong.Hidden.Append(new("code", code)))).Status);

        var consent = await browser.SubmitAsync(wrong, ("code", code));
        Assert.True(consent.Shows("Allow access"), consent.Text);
        var tokens = await grid.RedeemAsync(client, (await browser.SubmitAsync(consent, ("decision", "allow"))).Parameter("code"));
        Assert.Contains("otp", System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(tokens.Json.GetProperty("id_token").GetString()!.Split('.')[1])), StringComparison.Ordinal);

        var again = grid.NewBrowser();
        Assert.Equal(422, (await again.SubmitAsync(await PasswordAsync(again, client, email), ("code", code))).Status);
    }

    private static async Task<ConnectPage> PasswordAsync(ConnectBrowser browser, TestClient client, string email)
    {
        var page = await browser.SubmitAsync(await browser.GetAsync(client.AuthorizeUrl()), ("email", email), ("password", ConnectGrid.Password));
        Assert.True(page.Shows("Second factor"), page.Text);
        return page;
    }

    private async Task<byte[]> EnrolAsync(Guid id, string email)
    {
        var caller = new Caller { Subject = id.ToString("D"), Kind = CallerKind.User, Roles = [GridRoles.User], Scopes = GridScopes.All, Name = email };
        var grain = new UserId(id).Grain(grid.Grid.Host.Services.GetRequiredService<IGrainFactory>());
        var secret = Base32.Decode((await grain.BeginTotpAsync(caller, TestContext.Current.CancellationToken)).Secret)!;
        ImmutableArray<string> backupCodes = [.. Enumerable.Repeat(ScryptHash.Create("unused backup code", new ScryptParameters(14, 8, 1)).Text, BackupCodes.Count)];
        await grain.ConfirmTotpAsync(caller, Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow)), backupCodes, TestContext.Current.CancellationToken);
        return secret;
    }
}

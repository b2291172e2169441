using System.Xml.Linq;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Identity;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>The second factor: setting up, signing in with it, removing it.</summary>
public sealed class SecondFactorTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Setup = "/api/v1/auth/totp/setup";
    private const string Confirm = "/api/v1/auth/totp/confirm";
    private const string Totp = "/api/v1/auth/totp";

    [Fact]
    public async Task Whole_life_of_a_second_factor()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        await RaiseAsync(person);
        var browser = await shared.NewBrowser().SignedInAsync(person);
        var setup = await browser.PostAsync(Setup);
        Assert.Equal((200, "no-store"), (setup.Status, setup.Header("Cache-Control")));
        var secret = setup.Json.GetProperty("secret").GetString()!;
        Assert.StartsWith("otpauth://totp/", setup.Json.GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Contains("secret=" + secret, setup.Json.GetProperty("uri").GetString(), StringComparison.Ordinal);
        // Not confirmed, it does not count.
        await shared.NewBrowser().SignedInAsync(person);

        var authenticator = new Authenticator(Base32.Decode(secret)!);
        var wrong = await browser.PostAsync(Confirm, new { code = authenticator.WrongCode() });
        Assert.Equal((422, "code"), (wrong.Status, Assert.Single(wrong.ErrorFields)));
        var confirmed = await browser.PostAsync(Confirm, new { code = authenticator.Code() });
        var codes = confirmed.Json.GetProperty("backupCodes").EnumerateArray().Select(code => code.GetString()!).ToArray();
        Assert.Equal((200, BackupCodes.Count), (confirmed.Status, codes.Distinct().Count()));
        Assert.True((await browser.GetAsync("/api/v1/auth/me")).Json.GetProperty("hasTotp").GetBoolean());
        Assert.Equal((409, 409), ((await browser.PostAsync(Setup)).Status, (await browser.PostAsync(Confirm, new { code = authenticator.NextCode() })).Status));

        var second = shared.NewBrowser();
        var challenge = await ChallengeAsync(second, person);
        Assert.Null(second.Cookie("grid"));
        Assert.Equal(401, await second.MeAsync());
        // The code that confirmed is spent.
        Assert.Equal(401, (await second.VerifyAsync(challenge, authenticator.Code())).Status);
        var verified = await second.VerifyAsync(challenge, authenticator.NextCode());
        Assert.Equal((200, "signed_in", true), (verified.Status, verified.Json.GetProperty("status").GetString(), verified.Json.GetProperty("user").GetProperty("hasTotp").GetBoolean()));
        Assert.Equal(200, await second.MeAsync());
        var methods = (await second.GetAsync("/api/v1/auth/sessions")).Json.GetProperty("items")[0].GetProperty("methods").EnumerateArray().Select(method => method.GetString());
        Assert.Contains("otp", methods);

        var third = shared.NewBrowser();
        challenge = await ChallengeAsync(third, person);
        Assert.Equal(401, (await third.VerifyAsync(challenge, authenticator.NextCode())).Status);
        Assert.Equal(200, (await third.VerifyAsync(challenge, codes[3].ToLowerInvariant().Replace('-', ' '))).Status);
        var fourth = shared.NewBrowser();
        challenge = await ChallengeAsync(fourth, person);
        Assert.Equal(401, (await fourth.VerifyAsync(challenge, codes[3])).Status);
    }

    [Fact]
    public async Task Qr_code_is_a_drawing_and_nothing_else()
    {
        var browser = await shared.NewBrowser().SignedInAsync(await TestPerson.NewAsync(shared.Grid));
        var svg = XDocument.Parse((await browser.PostAsync(Setup)).Json.GetProperty("qrSvg").GetString()!);
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Equal(["path", "path"], svg.Root.Elements().Select(element => element.Name.LocalName));
        Assert.All(svg.Root.Elements(), path => Assert.Matches("^[MHVhvz0-9 -]+$", path.Attribute("d")!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Code_that_20_send_at_once_lets_one_in(bool isBackupCode)
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        await RaiseAsync(person);
        var authenticator = await person.WithTotpAsync(await shared.NewBrowser().SignedInAsync(person));
        var browsers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var browser = shared.NewBrowser();
            return (Browser: browser, Challenge: await ChallengeAsync(browser, person));
        }));
        var code = isBackupCode ? authenticator.BackupCodes[0] : authenticator.NextCode();
        var answers = await Task.WhenAll(browsers.Select(one => one.Browser.VerifyAsync(one.Challenge, code)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        // Wrong codes slow strangers down, so some may be told to wait instead.
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[200, 401, 429]));
        Assert.Equal(1, browsers.Count(one => one.Browser.Cookie("grid") is not null));
    }

    [Fact]
    public async Task Code_that_20_send_at_once_with_one_challenge_lets_one_in()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        await RaiseAsync(person);
        var authenticator = await person.WithTotpAsync(await shared.NewBrowser().SignedInAsync(person));
        var browser = shared.NewBrowser();
        var challenge = await ChallengeAsync(browser, person);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.VerifyAsync(challenge, authenticator.NextCode())));
        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
    }

    [Fact]
    public async Task Challenge_is_good_in_its_own_browser_only()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var authenticator = await person.WithTotpAsync(await shared.NewBrowser().SignedInAsync(person));
        var (browser, thief) = (shared.NewBrowser(), shared.NewBrowser());
        var challenge = await ChallengeAsync(browser, person);
        await ChallengeAsync(thief, person);
        foreach (var (who, what) in ((Browser, string)[])[(thief, challenge), (shared.NewBrowser(), challenge), (browser, challenge[..^4] + "AAA="), (browser, "enc:0:x"), (browser, new string('x', 10_000))])
        {
            var refused = await who.VerifyAsync(what, authenticator.NextCode());
            Assert.Equal(401, refused.Status);
            Assert.Contains("Enter the password again", refused.Text, StringComparison.Ordinal);
        }

        foreach (var body in (string[])["{}", """{"challenge":"x"}""", """{"challenge":"x","code":" "}""", $$"""{"challenge":"x","code":"{{new string('1', 65)}}"}"""])
            Assert.Equal(422, (await browser.PostAsync("/api/v1/auth/totp/verify", body)).Status);
        Assert.Equal(400, (await browser.PostAsync("/api/v1/auth/totp/verify", """{"challenge":"x","code":"123456","role":"admin"}""")).Status);
        Assert.Equal(200, (await browser.VerifyAsync(challenge, authenticator.NextCode())).Status);
        // The browser's half is gone.
        Assert.Null(browser.Cookie("grid-challenge"));
    }

    [Fact]
    public async Task Challenge_ends_when_the_password_changes()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var owner = await shared.NewBrowser().SignedInAsync(person);
        var authenticator = await person.WithTotpAsync(owner);
        var thief = shared.NewBrowser();
        var challenge = await ChallengeAsync(thief, person);
        Assert.Equal(204, (await owner.PostAsync("/api/v1/auth/password", new { current = TestPerson.Password, @new = "seven quiet lamps under the bridge" })).Status);
        Assert.Equal(401, (await thief.VerifyAsync(challenge, authenticator.NextCode())).Status);
    }

    [Fact]
    public async Task Codes_are_limited_per_person()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var authenticator = await person.WithTotpAsync(await shared.NewBrowser().SignedInAsync(person));
        var browser = shared.NewBrowser();
        var challenge = await ChallengeAsync(browser, person);
        // Confirming was the first of five.
        for (var i = 0; i < 4; i++) Assert.Equal(401, (await browser.VerifyAsync(challenge, authenticator.WrongCode())).Status);
        var answer = await browser.VerifyAsync(challenge, authenticator.NextCode());
        Assert.Equal((429, "\"totp\";q=5;w=60"), (answer.Status, answer.Header("RateLimit-Policy")));
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Removal_needs_password_and_code()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        await RaiseAsync(person);
        var browser = await shared.NewBrowser().SignedInAsync(person);
        Assert.Contains((await browser.DeleteAsync(Totp, new { password = TestPerson.Password, code = "123456" })).Status, (int[])[404, 409, 422]);
        var authenticator = await person.WithTotpAsync(browser);
        foreach (var (body, field) in ((object, string)[])[
            (new { code = authenticator.NextCode() }, "password"), (new { password = TestPerson.Password }, "code"),
            (new { password = "wrong", code = authenticator.NextCode() }, "password"), (new { password = TestPerson.Password, code = authenticator.Code() }, "code"), (new { password = TestPerson.Password, code = "AAAA-AAAA-AAAA" }, "code")])
        {
            var refused = await browser.DeleteAsync(Totp, body);
            Assert.True(refused.Status == 422 && refused.ErrorFields.SequenceEqual([field]), refused.Text);
        }

        Assert.Equal(204, (await browser.DeleteAsync(Totp, new { password = TestPerson.Password, code = authenticator.NextCode() })).Status);
        Assert.False((await browser.GetAsync("/api/v1/auth/me")).Json.GetProperty("hasTotp").GetBoolean());
        await shared.NewBrowser().SignedInAsync(person);
        // It can be set up again, with another secret.
        Assert.Equal(200, (await browser.PostAsync(Setup)).Status);
    }

    [Fact]
    public async Task New_backup_codes_take_the_place_of_the_old_ones()
    {
        const string Codes = "/api/v1/auth/backup-codes";
        var person = await TestPerson.NewAsync(shared.Grid);
        await RaiseAsync(person);
        var browser = await shared.NewBrowser().SignedInAsync(person);
        Assert.Equal(409, (await browser.PostAsync(Codes, new { password = TestPerson.Password, code = "123456" })).Status);
        var authenticator = await person.WithTotpAsync(browser);
        Assert.Equal("password", Assert.Single((await browser.PostAsync(Codes, new { password = "wrong", code = authenticator.NextCode() })).ErrorFields));
        Assert.Equal("code", Assert.Single((await browser.PostAsync(Codes, new { password = TestPerson.Password, code = authenticator.Code() })).ErrorFields));

        var answer = await browser.PostAsync(Codes, new { password = TestPerson.Password, code = authenticator.NextCode() });
        Assert.Equal(200, answer.Status);
        var codes = answer.Json.GetProperty("backupCodes").EnumerateArray().Select(code => code.GetString()!).ToArray();
        Assert.Equal(20, codes.Concat(authenticator.BackupCodes).Distinct().Count());
        var other = shared.NewBrowser();
        var challenge = await ChallengeAsync(other, person);
        // The code is spent, and so are the old ones.
        Assert.Equal(401, (await other.VerifyAsync(challenge, authenticator.NextCode())).Status);
        Assert.Equal(200, (await other.VerifyAsync(challenge, codes[9])).Status);
        Assert.Equal("code", Assert.Single((await browser.PostAsync(Codes, new { password = TestPerson.Password, code = authenticator.BackupCodes[1] })).ErrorFields));
        Assert.Equal(200, (await browser.PostAsync(Codes, new { password = TestPerson.Password, code = codes[1] })).Status);
    }

    private static async Task<string> ChallengeAsync(Browser browser, TestPerson person)
    {
        var answer = await browser.LoginAsync(person);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("totp_required", answer.Json.GetProperty("status").GetString());
        Assert.False(answer.Json.TryGetProperty("user", out _));
        return answer.Json.GetProperty("challenge").GetString()!;
    }

    private async Task RaiseAsync(TestPerson person) =>
        Assert.Equal(200, (await shared.Admin.PutAnswerAsync($"/api/v1/limits/overrides/totp/subject/{person.Id}", """{"permits":1000}""")).Status);
}

using System.Net.Http.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Hashing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>Signing in with a password, and out.</summary>
public sealed class SignInTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Login = "/api/v1/auth/login";
    private const string Logout = "/api/v1/auth/logout";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_with_the_password_gives_user_and_session()
    {
        var person = await TestPerson.NewAsync(shared.Grid, "operator");
        var browser = shared.NewBrowser();
        var answer = await browser.PostAsync(Login, new { email = "  " + person.Email.ToUpperInvariant(), password = TestPerson.Password });

        Assert.Equal((200, "signed_in"), (answer.Status, answer.Json.GetProperty("status").GetString()));
        Assert.False(answer.Json.TryGetProperty("challenge", out _));
        var user = answer.Json.GetProperty("user");
        Assert.Equal((person.Id.ToString(), person.Email, "operator", false),
            (user.GetProperty("id").GetString(), user.GetProperty("email").GetString(), user.GetProperty("role").GetString(), user.GetProperty("hasTotp").GetBoolean()));
        Assert.Equal("no-store", answer.Header("Cache-Control"));

        var me = await browser.GetAsync("/api/v1/auth/me");
        Assert.Equal((200, person.Id.ToString(), "user", person.Email, "Ann Example", "operator"),
            (me.Status, me.Json.GetProperty("subject").GetString(), me.Json.GetProperty("kind").GetString(), me.Json.GetProperty("email").GetString(), me.Json.GetProperty("displayName").GetString(), me.Json.GetProperty("role").GetString()));
        Assert.Equal(["grid", "gateway", "rooms"], me.Json.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
        var left = me.Json.GetProperty("expiresAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        Assert.InRange(left, TimeSpan.FromHours(7.9), TimeSpan.FromHours(8));
        Assert.Equal(me.Json.GetProperty("sessionId").GetString(), (await browser.GetAsync("/api/v1/auth/sessions")).Json.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(200, (await browser.GetAsync("/api/v1/agents")).Status);
    }

    [Fact]
    public async Task Login_sets_hardened_cookies_and_no_token_in_the_body()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var answer = await shared.NewBrowser().LoginAsync(person);
        var cookies = answer.Message.Headers.GetValues("Set-Cookie").ToDictionary(cookie => cookie.Split('=')[0], cookie => cookie.ToLowerInvariant());

        Assert.Equal(["grid", "grid-device"], cookies.Keys.Order(StringComparer.Ordinal));
        Assert.All(cookies.Values, cookie => Assert.Contains("; path=/; samesite=strict; httponly", cookie.Replace("max-age=34560000; ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.DoesNotContain("expires", cookies["grid"], StringComparison.Ordinal);
        Assert.DoesNotContain("domain", cookies["grid"], StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", answer.Text, StringComparison.Ordinal);
        // The cookie is for this door only: as bearer it opens nothing.
        var cookie = answer.Message.Headers.GetValues("Set-Cookie").First(value => value.StartsWith("grid=", StringComparison.Ordinal))[5..].Split(';')[0];
        Assert.Equal(401, (await shared.Grid.Client(cookie).GetAnswerAsync("/api/v1/auth/me")).Status);
    }

    [Fact]
    public async Task Login_refuses_unknown_wrong_and_disabled_alike_at_one_hash_each()
    {
        var (known, disabled) = (await TestPerson.NewAsync(shared.Grid), await TestPerson.NewAsync(shared.Grid));
        await disabled.Grain.UpdateAsync(Caller.System, null, new UserChange { IsDisabled = true }, Token);
        var queue = shared.Grid.Host.Services.GetRequiredService<HashingQueue>();
        var answers = new List<Answer>();
        foreach (var (email, password) in ((string, string)[])[(known.Email, "wrong"), ("nobody@example.org", "wrong"), (disabled.Email, "wrong"), (disabled.Email, TestPerson.Password), ("no address", "wrong"), ("a\0b@example.org", "wrong")])
        {
            var before = queue.Begun(HashingKind.Password);
            answers.Add(await shared.NewBrowser().PostAsync(Login, new { email, password }));
            Assert.Equal(1, queue.Begun(HashingKind.Password) - before);
        }

        Assert.All(answers, answer => Assert.Equal(401, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text.Replace(answer.Header("x-request-id")!, "", StringComparison.Ordinal)).Distinct());
        Assert.Single(answers.Select(answer => string.Join(',', answer.Message.Headers.Select(header => header.Key).Order(StringComparer.Ordinal))).Distinct());
        Assert.All(answers, answer => Assert.False(answer.Message.Headers.Contains("Set-Cookie")));
    }

    [Fact]
    public async Task Login_takes_about_as_long_for_unknown_as_for_wrong()
    {
        var people = new List<TestPerson>();
        for (var i = 0; i < 8; i++) people.Add(await TestPerson.NewAsync(shared.Grid));
        var (wrong, unknown) = (new List<double>(), new List<double>());
        await TimeAsync("warm-up@example.org");
        foreach (var person in people)
        {
            for (var i = 0; i < 2; i++)
            {
                wrong.Add(await TimeAsync(person.Email));
                unknown.Add(await TimeAsync(SharedGrid.NewName("nobody") + "@example.org"));
            }
        }

        // Loose, for the machine has other things to do; a hash left out is a difference of ten times and more.
        var ratio = Median(unknown) / Median(wrong);
        TestContext.Current.TestOutputHelper?.WriteLine($"wrong {Median(wrong):F1} ms, unknown {Median(unknown):F1} ms");
        Assert.InRange(ratio, 0.5, 2);

        async Task<double> TimeAsync(string email)
        {
            var start = TimeProvider.System.GetTimestamp();
            Assert.Equal(401, (await shared.Anonymous.PostAnswerAsync(Login, $$"""{"email":"{{email}}","password":"wrong"}""")).Status);
            return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }

        static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 422)]
    [InlineData("""{"email":"a@b.c"}""", 422)]
    [InlineData("""{"email":"a@b.c","password":""}""", 422)]
    [InlineData("""{"email":" ","password":"x"}""", 422)]
    [InlineData("""{"email":1,"password":"x"}""", 400)]
    [InlineData("""{"email":"a@b.c","password":{"$ne":null}}""", 400)]
    [InlineData("""{"email":["a@b.c"],"password":"x"}""", 400)]
    [InlineData("""{"email":"a@b.c","password":"x","role":"admin"}""", 400)]
    [InlineData("""{"email":"a@b.c","password":"x","userId":"1"}""", 400)]
    [InlineData("""{"email":"a@b.c","email":"d@e.f","password":"x"}""", 400)]
    [InlineData("""{"email":"a@b.c","password":"\ud800"}""", 400)]
    [InlineData("""{"email":"a@b.c","password":"\u0000"}""", 401)]
    [InlineData("""{"email":"\u0000","password":"x"}""", 401)]
    [InlineData("""{"email":"' OR 1=1 --","password":"' OR 1=1 --"}""", 401)]
    [InlineData("""{"email":"ſ@example.org","password":"😀🔑"}""", 401)]
    public async Task Login_with_hostile_input_is_refused(string body, int status)
    {
        var answer = await shared.NewBrowser().PostAsync(Login, body);
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Text}");
        Assert.False(answer.Message.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Login_with_huge_input_costs_no_hash()
    {
        var queue = shared.Grid.Host.Services.GetRequiredService<HashingQueue>();
        var before = queue.Begun(HashingKind.Password);
        Assert.Equal(422, (await shared.NewBrowser().PostAsync(Login, new { email = "a@b.c", password = new string('x', 513) })).Status);
        Assert.Equal(413, (await shared.NewBrowser().PostAsync(Login, new { email = "a@b.c", password = new string('x', 1 << 20) })).Status);
        Assert.Equal(before, queue.Begun(HashingKind.Password));
        Assert.Equal(401, (await shared.NewBrowser().PostAsync(Login, new { email = new string('a', 900_000), password = new string('x', 512) })).Status);
        Assert.Equal(401, (await shared.NewBrowser().PostAsync(Login, new { email = "a@b.c", password = "x" }, ("User-Agent", new string('u', 9000)))).Status);
    }

    [Fact]
    public async Task Login_with_a_long_user_agent_keeps_its_beginning()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var browser = shared.NewBrowser();
        Assert.Equal(200, (await browser.PostAsync(Login, new { email = person.Email, password = TestPerson.Password }, ("User-Agent", "Mozilla/5.0 (" + new string('u', 600) + ")"))).Status);
        Assert.Equal(400, (await browser.GetAsync("/api/v1/auth/sessions")).Json.GetProperty("items")[0].GetProperty("userAgent").GetString()!.Length);
    }

    [Fact]
    public async Task Login_from_a_foreign_page_is_refused()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var port = shared.Grid.Url.Port;
        foreach (var origin in (string[])["https://evil.example", "null", $"http://127.0.0.1:{port + 1}", $"https://127.0.0.1:{port}", $"http://127.0.0.1.evil.example:{port}", $"http://127.0.0.1:{port}/", "http://127.0.0.1", ""])
        {
            var browser = shared.NewBrowser();
            browser.Origin = origin;
            var answer = await browser.LoginAsync(person);
            // An empty header is none.
            Assert.True(answer.Status == (origin.Length == 0 ? 200 : 403), $"{origin}: {answer.Status}");
            if (origin.Length > 0) Assert.False(answer.Message.Headers.Contains("Set-Cookie"));
        }

        using var twice = new HttpRequestMessage(HttpMethod.Post, Login) { Content = JsonContent.Create(new { email = person.Email, password = TestPerson.Password }) };
        twice.Headers.Add("Origin", [$"http://127.0.0.1:{port}", "https://evil.example"]);
        using var refused = await shared.Anonymous.SendAsync(twice, Token);
        Assert.Equal(403, (int)refused.StatusCode);

        // A program says no origin.
        Assert.Equal(200, (await shared.Anonymous.PostAnswerAsync(Login, $$"""{"email":"{{person.Email}}","password":"{{TestPerson.Password}}"}""")).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Forms_of_other_sites_are_refused(string mediaType)
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        foreach (var path in (string[])[Login, "/api/v1/auth/totp/verify", Logout])
        {
            using var content = new StringContent($$"""{"email":"{{person.Email}}","password":"{{TestPerson.Password}}"}""");
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
            using var answer = await shared.Anonymous.PostAsync(path, content, Token);
            Assert.Equal(415, (int)answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_session_that_was_there_before_is_not_taken_over_but_ended()
    {
        var (victim, attacker) = (await TestPerson.NewAsync(shared.Grid), await TestPerson.NewAsync(shared.Grid));
        var foreign = await shared.NewBrowser().SignedInAsync(attacker);
        var planted = foreign.Cookie("grid")!;
        var browser = shared.NewBrowser();
        browser.SetCookie("grid", planted);
        await browser.SignedInAsync(victim);

        Assert.NotEqual(planted, browser.Cookie("grid"));
        Assert.Equal(victim.Email, (await browser.GetAsync("/api/v1/auth/me")).Json.GetProperty("email").GetString());
        await foreign.EndsAsync();
        foreach (var garbage in (string[])["x", "eyJhbGciOiJub25lIn0.e30.", new string('x', 4000)])
        {
            var other = shared.NewBrowser();
            other.SetCookie("grid", garbage);
            other.SetCookie("grid-device", garbage);
            Assert.Equal(401, await other.MeAsync());
            await other.SignedInAsync(victim);
        }
    }

    [Fact]
    public async Task Session_cookie_changes_things_only_from_own_pages()
    {
        var person = await TestPerson.NewAsync(shared.Grid, "admin");
        var browser = await shared.NewBrowser().SignedInAsync(person);
        foreach (var origin in (string?[])[null, "null", "https://evil.example", "http://localhost:" + shared.Grid.Url.Port])
        {
            browser.Origin = origin;
            var refused = await browser.PostAsync("/api/v1/agents", new { name = SharedGrid.NewName(), kind = "none" });
            Assert.Equal((403, "forbidden"), (refused.Status, refused.Json.GetProperty("code").GetString()));
            Assert.Contains(origin is null ? "must send 'Origin'" : "ALLOWED_ORIGINS", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(403, (await browser.DeleteAsync("/api/v1/auth/sessions")).Status);
            Assert.Equal(403, (await browser.PostAsync(Logout)).Status);
            // Reading needs none.
            Assert.Equal(200, await browser.MeAsync());
        }

        browser.Origin = shared.Grid.Url.GetLeftPart(UriPartial.Authority);
        Assert.Equal(201, (await browser.PostAsync("/api/v1/agents", new { name = SharedGrid.NewName(), kind = "none" })).Status);
    }

    [Fact]
    public async Task Logout_ends_the_session_everywhere()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var browser = await shared.NewBrowser().SignedInAsync(person);
        var stolen = shared.NewBrowser();
        stolen.SetCookie("grid", browser.Cookie("grid")!);
        Assert.Equal(200, await stolen.MeAsync());

        var answer = await browser.PostAsync(Logout);
        Assert.Equal(204, answer.Status);
        Assert.Contains(answer.Message.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("grid=;", StringComparison.Ordinal) && cookie.Contains("1970", StringComparison.Ordinal));
        Assert.Null(browser.Cookie("grid"));
        await stolen.EndsAsync();
        Assert.Equal((204, 204, 204), ((await browser.PostAsync(Logout)).Status, (await stolen.PostAsync(Logout)).Status, (await shared.Anonymous.PostAnswerAsync(Logout, null)).Status));
    }

    [Fact]
    public async Task Old_password_is_hashed_anew_with_todays_parameters()
    {
        var weak = new ScryptParameters(10, 8, 1);
        var person = await TestPerson.NewAsync(shared.Grid, hash: ScryptHash.Create(TestPerson.Password, weak).Text);
        var users = shared.Grid.Host.Services.GetRequiredService<Domain.Identity.People.IUserStore>();
        await shared.NewBrowser().SignedInAsync(person);
        var stored = await users.GetAsync(person.Id.Value, Token);
        Assert.Equal((ScryptParameters.Default, 1), (ScryptHash.Parse(stored!.PasswordHash)!.Parameters, stored.PasswordVersion));
        await shared.NewBrowser().SignedInAsync(person);
    }
}

using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>One's own password and sessions.</summary>
public sealed class AccountTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Password = "/api/v1/auth/password";
    private const string Sessions = "/api/v1/auth/sessions";
    private const string Next = "seven quiet lamps under the bridge";

    [Fact]
    public async Task Password_change_ends_the_other_sessions_and_keeps_this_one()
    {
        var person = await TestPerson.NewAsync(shared.Grid);
        var (browser, other) = (await shared.NewBrowser().SignedInAsync(person), await shared.NewBrowser().SignedInAsync(person));
        Assert.Equal(204, (await browser.PostAsync(Password, new { current = TestPerson.Password, @new = Next })).Status);

        await other.EndsAsync();
        Assert.Equal(200, await browser.MeAsync());
        Assert.Equal(401, (await other.LoginAsync(person)).Status);
        await other.SignedInAsync(person, Next);
    }

    [Theory]
    [InlineData("""{"current":"correct horse battery staple 7"}""", "new")]
    [InlineData("""{"new":"seven quiet lamps under the bridge"}""", "current")]
    [InlineData("""{"current":"wrong","new":"seven quiet lamps under the bridge"}""", "current")]
    [InlineData("""{"current":"correct horse battery staple 7","new":"short"}""", "new")]
    [InlineData("""{"current":"correct horse battery staple 7","new":"password1234"}""", "new")]
    [InlineData("""{"current":"correct horse battery staple 7","new":"ann example 12"}""", "new")]
    [InlineData("""{"current":"correct horse battery staple 7","new":"correct horse battery staple 7"}""", "new")]
    public async Task Password_that_will_not_do_is_refused_with_a_reason(string body, string field)
    {
        var browser = await shared.NewBrowser().SignedInAsync(await TestPerson.NewAsync(shared.Grid));
        var answer = await browser.PostAsync(Password, body);
        Assert.True(answer.Status == 422, answer.Text);
        Assert.Equal(field, Assert.Single(answer.ErrorFields));
        Assert.DoesNotContain("battery", answer.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await browser.PostAsync(Password, body[..^1] + ""","role":"admin"}""")).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_by_their_owner_only()
    {
        var (person, stranger) = (await TestPerson.NewAsync(shared.Grid), await TestPerson.NewAsync(shared.Grid, "admin"));
        var first = await shared.NewBrowser().SignedInAsync(person);
        var second = await shared.NewBrowser().SignedInAsync(person);
        var foreign = await shared.NewBrowser().SignedInAsync(stranger);
        var list = (await second.GetAsync(Sessions)).Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal([true, false], list.Select(session => session.GetProperty("current").GetBoolean()));
        Assert.All(list, session => Assert.Equal(("api", "127.0.0.1", "pwd"), (session.GetProperty("purpose").GetString(), session.GetProperty("address").GetString(), session.GetProperty("methods")[0].GetString())));
        Assert.All(list, session => Assert.False(session.TryGetProperty("device", out _)));
        var page = (await second.GetAsync(Sessions + "?limit=1")).Json;
        Assert.Equal(list[0].GetProperty("id").GetString(), page.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(list[1].GetProperty("id").GetString(), (await second.GetAsync($"{Sessions}?limit=1&cursor={page.GetProperty("nextCursor").GetString()}")).Json.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal((422, 422), ((await second.GetAsync(Sessions + "?limit=0")).Status, (await second.GetAsync(Sessions + "?cursor=x")).Status));

        var old = list[1].GetProperty("id").GetString();
        foreach (var path in (string[])[$"{Sessions}/{old}", $"{Sessions}/0198f0c0-0000-7000-8000-000000000000", $"{Sessions}/x"])
            Assert.Equal(404, (await foreign.DeleteAsync(path)).Status);
        Assert.Equal((204, 404), ((await second.DeleteAsync($"{Sessions}/{old}")).Status, (await second.DeleteAsync($"{Sessions}/{old}")).Status));
        await first.EndsAsync();
        Assert.Equal(200, await second.MeAsync());

        await first.SignedInAsync(person);
        Assert.Equal(1, (await second.DeleteAsync(Sessions)).Json.GetProperty("ended").GetInt32());
        await first.EndsAsync();
        Assert.Equal(200, await second.MeAsync());
        Assert.Equal(204, (await second.DeleteAsync($"{Sessions}/{list[0].GetProperty("id").GetString()}")).Status);
        await second.EndsAsync();
        Assert.Null(second.Cookie("grid"));
    }

    [Fact]
    public async Task Routes_for_people_tell_others_why_not()
    {
        var tokens = shared.Grid.Host.Services.GetRequiredService<FixedTokens>();
        var person = await TestPerson.NewAsync(shared.Grid);
        Caller[] others =
        [
            new() { Subject = "0198f0c0-0000-7000-8000-000000000000", Kind = CallerKind.Agent, Roles = ["agent"], Scopes = GridScopes.All },
            new() { Subject = "a-client", Kind = CallerKind.Client, Scopes = GridScopes.All },
            new() { Subject = "bootstrap", Kind = CallerKind.User, Roles = ["admin"], Scopes = GridScopes.All },
            // A program with a person's access token: it must not take the account over.
            new() { Subject = person.Id.ToString(), Kind = CallerKind.User, Roles = ["admin"], Scopes = GridScopes.All, Credential = "session:0198f0c0-0000-7000-8000-000000000000" },
        ];
        foreach (var caller in others)
        {
            var client = shared.Grid.Client(tokens.Issue(caller));
            foreach (var (method, path, body) in ((string, string, string?)[])[
                ("POST", "/api/v1/auth/totp/setup", null), ("POST", "/api/v1/auth/totp/confirm", """{"code":"123456"}"""), ("DELETE", "/api/v1/auth/totp", """{"password":"x","code":"123456"}"""),
                ("POST", "/api/v1/auth/backup-codes", """{"password":"x","code":"123456"}"""), ("POST", Password, """{"current":"x","new":"y"}"""), ("GET", Sessions, null), ("DELETE", Sessions, null), ("DELETE", Sessions + "/0198f0c0-0000-7000-8000-000000000000", null), ("POST", "/api/v1/auth/logout", null)])
            {
                var answer = await client.AskAsync(new HttpMethod(method), path, body);
                Assert.True(answer.Status == 403, $"{caller.Kind} {method} {path}: {answer.Text}");
                Assert.True(answer.Json.GetProperty("detail").GetString()!.Length > 20);
            }

            Assert.Equal((200, caller.Subject), ((await client.GetAnswerAsync("/api/v1/auth/me")).Status, (await client.GetAnswerAsync("/api/v1/auth/me")).Json.GetProperty("subject").GetString()));
        }
    }
}

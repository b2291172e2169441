using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>How sessions end. Two processes never share a database while the engine is embedded: the second is this host after a restart.</summary>
public sealed class SessionEndTests(TestPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoked_session_is_refused_within_a_second_whoever_ends_it()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        await SharedGrid.RaiseLimitsAsync(grid);
        var person = await TestPerson.NewAsync(grid);
        foreach (var end in (Func<Task>[])[
            () => person.Grain.EndSessionsAsync(Caller.System, null, Token),
            () => person.Grain.ChangePasswordAsync(Caller.System, null, Domain.Identity.Hashing.ScryptHash.Create(TestPerson.Password, Domain.Identity.Hashing.ScryptParameters.Default).Text, null, Token),
            // As another process would: by rows and news alone.
            () => TestPostgres.RunAsync(grid.DatabaseUrl, $"""
                UPDATE sessions SET revoked_at = now() WHERE user_id = '{person.Id}';
                WITH head AS (UPDATE revocation_head SET version = version + 1 RETURNING version) INSERT INTO revocations (version, tag, at) SELECT version, 'user:{person.Id}', now() FROM head
                """, Token),
            () => person.Grain.UpdateAsync(Caller.System, null, new UserChange { IsDisabled = true }, Token)])
        {
            var browser = await Browser.At(grid).SignedInAsync(person);
            Assert.Equal(200, await browser.MeAsync());
            await end();
            await browser.EndsAsync();
        }

        Assert.Equal(401, (await Browser.At(grid).LoginAsync(person)).Status);
    }

    [Fact]
    public async Task Sessions_outlive_a_restart_and_ended_ones_do_not_come_back()
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken: Token);
        string alive, ended, idle, old;
        await using (var grid = await GridUnderTest.StartOnAsync(database, "GRID_PUBLIC_URL=http://localhost:8080"))
        {
            var person = await TestPerson.NewAsync(grid);
            alive = await CookieAsync(grid, person, "true");
            ended = await CookieAsync(grid, person, "revoked_at = now()");
            idle = await CookieAsync(grid, person, "last_seen_at = now() - interval '30 minutes 1 second'");
            old = await CookieAsync(grid, person, "ends_at = now() - interval '1 second'");
        }

        await using (var grid = await GridUnderTest.StartOnAsync(database, "GRID_PUBLIC_URL=http://localhost:8080"))
        {
            foreach (var (cookie, status) in ((string, int)[])[(alive, 200), (ended, 401), (idle, 401), (old, 401)])
            {
                var browser = Browser.At(grid);
                browser.SetCookie("grid", cookie);
                Assert.Equal(status, await browser.MeAsync());
            }

            // Nor is an ended one among those that live.
            var owner = Browser.At(grid);
            owner.SetCookie("grid", alive);
            Assert.Equal(1, (await owner.GetAsync("/api/v1/auth/sessions")).Json.GetProperty("items").GetArrayLength());
        }
    }

    private static async Task<string> CookieAsync(GridUnderTest grid, TestPerson person, string change)
    {
        var browser = await Browser.At(grid).SignedInAsync(person);
        var id = (await browser.GetAsync("/api/v1/auth/me")).Json.GetProperty("sessionId").GetString();
        if (change != "true") await TestPostgres.RunAsync(grid.DatabaseUrl, $"UPDATE sessions SET {change} WHERE id = '{id}'", Token);
        return browser.Cookie("grid")!;
    }
}

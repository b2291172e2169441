using System.Diagnostics;
using System.Globalization;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>What slows down who guesses, and nobody else.</summary>
public sealed class SignInLimitTests(TestPostgres postgres)
{
    private const string Login = "/api/v1/auth/login";

    [Fact]
    public async Task Address_has_10_attempts_a_minute_and_a_known_device_has_its_own()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var person = await TestPerson.NewAsync(grid);
        var known = await Browser.At(grid).SignedInAsync(person);
        for (var i = 0; i < 9; i++) Assert.Equal(401, (await AttemptAsync(grid, $"nobody-{i}@example.org")).Status);

        var refused = await AttemptAsync(grid, "somebody@example.org");
        Assert.Equal((429, "rate_limited", "\"login\";q=10;w=60"), (refused.Status, refused.Json.GetProperty("code").GetString(), refused.Header("RateLimit-Policy")));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 300);
        // Neighbours behind the address wait; who was here before does not, but only for the own account.
        Assert.Equal(429, (await Browser.At(grid).LoginAsync(person)).Status);
        await known.SignedInAsync(person);
        Assert.Equal(429, (await known.LoginAsync(person with { Email = "other@example.org" })).Status);
        for (var i = 0; i < 9; i++) await known.SignedInAsync(person);
        Assert.Equal(429, (await known.LoginAsync(person)).Status);
    }

    [Fact]
    public async Task Guessing_at_an_account_slows_strangers_down_and_not_its_user()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        await SharedGrid.RaiseLimitsAsync(grid);
        var person = await TestPerson.NewAsync(grid);
        var known = await Browser.At(grid).SignedInAsync(person);
        // An address that nobody has is slowed down just so: the wait tells nothing.
        int[] expected = [401, 401, 401, 401, 429];
        Assert.Equal(expected, await GuessAsync(grid, "nobody@example.org"));
        Assert.Equal(expected, await GuessAsync(grid, person.Email));
        var right = await Browser.At(grid).LoginAsync(person);
        Assert.Equal((429, "1"), (right.Status, right.Header("Retry-After")));
        // Never a lock: it ends by itself.
        var begun = Stopwatch.GetTimestamp();
        while ((right = await Browser.At(grid).LoginAsync(person)).Status != 200) Assert.True(right.Status == 429 && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20), right.Text);

        for (var i = 0; i < 12; i++) await person.Grain.SignInFailedAsync(Caller.System, new SignInFailure { Factor = "password" }, TestContext.Current.CancellationToken);
        Assert.Equal(429, (await Browser.At(grid).LoginAsync(person)).Status);
        await known.SignedInAsync(person);
    }

    [Fact]
    public async Task Storm_of_wrong_passwords_is_bounded_and_stops_nothing_else()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        await SharedGrid.RaiseLimitsAsync(grid);
        var (person, admin) = (await TestPerson.NewAsync(grid), grid.Client());
        // 200 a second for two seconds, each of which gives up after a while; one hash takes tens of milliseconds.
        using var impatient = new HttpClient { BaseAddress = grid.Url, Timeout = TimeSpan.FromSeconds(10) };
        var storm = Enumerable.Range(0, 400).Select(async i =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5 * i), TestContext.Current.CancellationToken);
            try
            {
                return await impatient.PostAnswerAsync(Login, $$"""{"email":"storm-{{i}}@example.org","password":"wrong"}""");
            }
            catch (TaskCanceledException)
            {
                return null;
            }
        }).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        var others = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            Assert.Equal(200, (await admin.GetAnswerAsync("/api/v1/pools")).Status);
            others.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        var answers = await Task.WhenAll(storm);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{string.Join(", ", answers.GroupBy(answer => answer?.Status).Select(group => $"{group.Count()} × {group.Key?.ToString(CultureInfo.InvariantCulture) ?? "gave up"}"))}; others {others.Order().ElementAt(5):F0} ms");
        Assert.All(answers, answer => Assert.Contains(answer?.Status, (int?[])[null, 401, 503]));
        var full = answers.Where(answer => answer?.Status == 503).ToArray();
        Assert.NotEmpty(full);
        Assert.All(full, answer => Assert.NotNull(answer!.Header("Retry-After")));
        Assert.True(others.Order().ElementAt(5) < 500, $"{others.Order().ElementAt(5):F0} ms");
        // Who has given up has left the line.
        await Browser.At(grid).SignedInAsync(person);
    }

    private static async Task<int[]> GuessAsync(GridUnderTest grid, string email)
    {
        var statuses = new int[5];
        for (var i = 0; i < statuses.Length; i++) statuses[i] = (await AttemptAsync(grid, email)).Status;
        return statuses;
    }

    private static Task<Answer> AttemptAsync(GridUnderTest grid, string email) =>
        grid.Client(null).PostAnswerAsync(Login, $$"""{"email":"{{email}}","password":"wrong"}""");
}

using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity.SignIn;
using AgentGrid.Contracts.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity;

/// <summary>Everybody who may call: people signed in by cookie, an agent with a token that it exchanged, and nobody.</summary>
internal sealed class RouteCallers
{
    private readonly Dictionary<string, Func<HttpMethod, string, string?, Task<Answer>>> _ask = [];

    private RouteCallers()
    {
    }

    /// <summary>In the order of the columns; the owner of the things that paths name comes last of the users, because he may delete them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["anonymous", "wrong token", "agent", "other user", "user", "operator", "admin"];

    /// <summary>A second session of the user.</summary>
    public required string SessionOfUser { get; init; }

    /// <summary>Prefix of an API token of the user.</summary>
    public required string TokenOfUser { get; init; }

    public static async Task<RouteCallers> AtAsync(SharedGrid shared)
    {
        var grid = shared.Grid;
        var root = grid.Client(grid.Host.Services.GetRequiredService<FixedTokens>().IssueForThisProcess("route-table"));
        Assert.Equal(200, (await root.PutAnswerAsync("/api/v1/limits/overrides/login/address/127.0.0.1", """{"permits":1000000}""")).Status);

        var user = await TestPerson.NewAsync(grid);
        await shared.NewBrowser().SignedInAsync(user);
        var signedIn = await shared.NewBrowser().SignedInAsync(user);
        var sessions = (await signedIn.GetAsync("/api/v1/auth/sessions")).Json.GetProperty("items").EnumerateArray();
        var callers = new RouteCallers
        {
            SessionOfUser = sessions.Single(session => !session.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!,
            TokenOfUser = (await signedIn.PostAsync("/api/v1/user/tokens", new { name = "of user" })).Json.GetProperty("prefix").GetString()!,
        };
        callers.Add("anonymous", shared.Anonymous);
        callers.Add("wrong token", grid.Client("wrong-token-0123456789-0123456789-0123456789"));
        callers.Add("agent", grid.Client(await AgentTokenAsync(grid, root)));
        callers.Add("other user", await shared.NewBrowser().SignedInAsync(await TestPerson.NewAsync(grid)));
        callers.Add("user", signedIn);
        callers.Add("operator", await shared.NewBrowser().SignedInAsync(await TestPerson.NewAsync(grid, GridRoles.Operator)));
        callers.Add("admin", await shared.NewBrowser().SignedInAsync(await TestPerson.NewAsync(grid, GridRoles.Admin)));
        return callers;
    }

    public Task<Answer> AskAsync(string caller, HttpMethod method, string path, string? body) => _ask[caller](method, path, body);

    private static async Task<string> AgentTokenAsync(GridUnderTest grid, HttpClient root)
    {
        var agent = await root.RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none"}""");
        var token = (await root.PostAnswerAsync($"/api/v1/agents/{agent}/tokens", "{}")).Json.GetProperty("token").GetString();
        return (await grid.Client(token).PostAnswerAsync("/api/v1/sessions", null)).Json.GetProperty("token").GetString()!;
    }

    private void Add(string name, HttpClient client) => _ask.Add(name, (method, path, body) => client.AskAsync(method, path, body));

    private void Add(string name, Browser browser) => _ask.Add(name, (method, path, body) => browser.Client.AskAsync(method, path, body, ("Origin", browser.Origin!)));
}

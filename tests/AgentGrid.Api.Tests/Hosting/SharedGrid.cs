using System.Net;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Identity.SignIn;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>One grid for all tests of a class, with limits raised out of the way, whose answers are held against its OpenAPI document.</summary>
public sealed class SharedGrid(TestPostgres postgres) : IAsyncLifetime
{
    private static int _names;
    private OpenApiWatch _watch = null!;

    public GridUnderTest Grid { get; private set; } = null!;

    /// <summary>The administrator.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Somebody without a credential.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    internal OpenApiDocument Document { get; private set; } = null!;

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string prefix = "agent") => $"{prefix}-{Interlocked.Increment(ref _names)}";

    /// <summary>A browser, whose answers are watched too.</summary>
    internal Browser NewBrowser()
    {
        var cookies = new CookieContainer();
        return new Browser(_watch.Client(Grid.Url, token: null, cookies), cookies);
    }

    public async ValueTask InitializeAsync()
    {
        Grid = await GridUnderTest.StartAsync(postgres);
        await RaiseLimitsAsync(Grid);
        var plain = Grid.Client();
        Document = OpenApiDocument.Parse((await plain.GetAnswerAsync("/openapi/v1.json")).Text);
        _watch = new OpenApiWatch(Document);
        Admin = _watch.Client(Grid.Url, GridUnderTest.AdminToken);
        Anonymous = _watch.Client(Grid.Url, token: null);
    }

    /// <summary>So that many requests of one test class are not refused.</summary>
    public static async Task RaiseLimitsAsync(GridUnderTest grid)
    {
        var admin = grid.Client();
        foreach (var key in (string[])[$"authenticated/subject/{FixedTokens.BootstrapSubject}", $"dispatch/subject/{FixedTokens.BootstrapSubject}", "anonymous/address/127.0.0.1", "login/address/127.0.0.1"])
            Assert.Equal(200, (await admin.PutAnswerAsync($"/api/v1/limits/overrides/{key}", """{"permits":1000000}""")).Status);
    }

    /// <exception cref="InvalidOperationException">An answer had a status that the document does not have.</exception>
    public async ValueTask DisposeAsync()
    {
        await Grid.DisposeAsync();
        _watch.Dispose();
        if (!_watch.Undocumented.IsEmpty) throw new InvalidOperationException("Not in the OpenAPI document: " + string.Join(", ", _watch.Undocumented.Keys.Order()));
    }
}

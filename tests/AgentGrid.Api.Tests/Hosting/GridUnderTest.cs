using System.Net.Http.Headers;
using AgentGrid.Api.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>A whole grid as a user runs it: real Kestrel on a free port, real engine, a database of its own on a real server, a real administrator's token.</summary>
public sealed class GridUnderTest : IAsyncDisposable
{
    public const string AdminToken = "test-administrator-token-0123456789abcdef";
    public const string SecretKey = "test-secret-key-0123456789-abcdefghijklmnop";
    private readonly List<IDisposable> _clients = [];

    private GridUnderTest(GridHost host, string databaseUrl) => (Host, DatabaseUrl) = (host, databaseUrl);

    public GridHost Host { get; }

    /// <summary>Owner's connection string of its database.</summary>
    public string DatabaseUrl { get; }

    public Uri Url => new(Host.Urls.First());

    /// <summary>Starts one on a new database.</summary>
    /// <param name="settings">More settings, as <c>NAME=value</c>.</param>
    public static async Task<GridUnderTest> StartAsync(TestPostgres postgres, params string[] settings) =>
        await StartOnAsync(await postgres.CreateDatabaseAsync(), settings);

    /// <summary>Starts one on a database that exists.</summary>
    public static async Task<GridUnderTest> StartOnAsync(string databaseUrl, params string[] settings)
    {
        string[] args =
        [
            "--urls=http://127.0.0.1:0", $"--DATABASE_URL={databaseUrl}", $"--GRID_SECRET_KEY={SecretKey}", $"--GRID_ADMIN_TOKEN={AdminToken}",
            "--GRID_ALLOW_PRIVATE_ENDPOINTS=true", .. settings.Select(setting => "--" + setting),
        ];
        return new GridUnderTest(await GridHost.StartAsync(args), databaseUrl);
    }

    /// <summary>A client with this bearer token; null for an anonymous one.</summary>
    public HttpClient Client(string? token = AdminToken)
    {
        var client = new HttpClient { BaseAddress = Url };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Host.DisposeAsync();
    }
}

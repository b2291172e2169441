using System.Text;
using System.Text.Json;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>One grid for the authorization server's tests of a class, with limits raised out of the way, users and clients.</summary>
public sealed class ConnectGrid(TestPostgres postgres) : IAsyncLifetime
{
    public const string Password = "correct horse battery staple";
    public const string Callback = "https://app.example/cb";

    private static int _users;

    public GridUnderTest Grid { get; private set; } = null!;

    public string Issuer => Grid.Url.GetLeftPart(UriPartial.Authority);

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>A program without credentials that follows no redirects.</summary>
    public HttpClient Program { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Grid = await GridUnderTest.StartAsync(postgres);
        await SharedGrid.RaiseLimitsAsync(Grid);
        Admin = Grid.Client(Grid.Host.Services.GetRequiredService<FixedTokens>().IssueForThisProcess("connect-admin"));
        Assert.Equal(200, (await Admin.PutAnswerAsync("/api/v1/limits/overrides/login/address/127.0.0.1", """{"permits":1000000}""")).Status);
        Program = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Grid.Url };
    }

    public async ValueTask DisposeAsync()
    {
        Program.Dispose();
        await Grid.DisposeAsync();
    }

    /// <summary>A browser in which nobody is signed in.</summary>
    internal ConnectBrowser NewBrowser() => new(Program);

    /// <summary>A person with <see cref="Password"/>.</summary>
    public async Task<(Guid Id, string Email)> NewUserAsync(string role = "user")
    {
        var time = Grid.Host.Services.GetRequiredService<TimeProvider>();
        var user = new UserRecord
        {
            Id = Guid.CreateVersion7(),
            Email = $"person{Interlocked.Increment(ref _users)}@example.org",
            DisplayName = "Ann <b>Example</b>",
            Role = role,
            PasswordHash = ScryptHash.Create(Password, new ScryptParameters(14, 8, 1)).Text,
            CreatedAt = time.GetUtcNow(),
        };
        var audit = new AuditEvent { Time = user.CreatedAt, Actor = new AuditActor("test", "system", null), Action = AuditActions.UserCreated };
        Assert.Equal(UserInsertOutcome.Inserted, (await Grid.Host.Services.GetRequiredService<IUserStore>().InsertAsync(user, audit, TestContext.Current.CancellationToken)).Outcome);
        return (user.Id, user.Email);
    }

    /// <summary>Registers a client: by default a confidential one that may all that a user can give.</summary>
    public async Task<TestClient> NewClientAsync(object? changes = null)
    {
        var definition = JsonSerializer.SerializeToNode(new
        {
            clientId = SharedGrid.NewName("app"),
            name = "App",
            type = "confidential",
            grantTypes = new[] { "authorization_code", "refresh_token" },
            redirectUris = new[] { Callback },
            scopes = new[] { "openid", "profile", "email", "offline_access", "grid" },
        })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(changes ?? new { })!.AsObject().ToList()) definition[name] = value?.DeepClone();
        var answer = await Admin.PostAnswerAsync("/api/v1/oauth/clients", definition.ToJsonString());
        Assert.True(answer.Status == 201, answer.Text);
        return new TestClient(answer.Json.GetProperty("clientId").GetString()!, answer.Json.TryGetProperty("clientSecret", out var secret) ? secret.GetString() : null);
    }

    /// <summary>Posts a form, as a program.</summary>
    public async Task<Answer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var response = await Program.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }

    private Task<Answer> PostAsync(string path, (string Name, string? Value)[] fields) =>
        PostAsync(path, fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)));

    /// <summary>Posts a form as this client, by <c>client_secret_post</c> or with its id alone.</summary>
    public Task<Answer> PostAsync(string path, TestClient client, params (string Name, string? Value)[] fields) => PostAsync(path,
        ((string Name, string? Value)[])[.. fields, ("client_id", client.Id), ("client_secret", client.Secret)]);

    public Task<Answer> TokenAsync(TestClient client, params (string Name, string? Value)[] fields) => PostAsync("/connect/token", client, fields);

    /// <summary>Asks about the user of an access token.</summary>
    public Task<Answer> UserInfoAsync(string token) => Program.GetAnswerAsync("/connect/userinfo", ("Authorization", "Bearer " + token));

    /// <summary>Signs in and consents in this browser; the code that the client gets.</summary>
    internal async Task<string> AuthorizeAsync(ConnectBrowser browser, string email, TestClient client, params (string Name, string? Value)[] changes)
    {
        var page = await browser.GetAsync(client.AuthorizeUrl(changes));
        if (page.Shows("Sign in")) page = await browser.SubmitAsync(page, ("email", email), ("password", Password));
        if (page.Shows("Allow access")) page = await browser.SubmitAsync(page, ("decision", "allow"));
        Assert.True(page.Location is not null, page.Text);
        return page.Parameter("code");
    }

    /// <summary>The whole way to tokens, in a new browser.</summary>
    public async Task<JsonElement> TokensAsync(string email, TestClient client, params (string Name, string? Value)[] changes)
    {
        var code = await AuthorizeAsync(NewBrowser(), email, client, changes);
        var answer = await RedeemAsync(client, code);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>Trades the code as it should be done.</summary>
    public Task<Answer> RedeemAsync(TestClient client, string code, string? verifier = TestClient.Verifier, string? redirectUri = Callback) =>
        TokenAsync(client, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier));

    public static string Basic(string id, string? secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));
}

using System.Net;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>Keeps cookies and says its page's origin, as browsers do.</summary>
internal sealed class Browser(HttpClient client, CookieContainer cookies)
{
    public HttpClient Client { get; } = client;

    /// <summary>The page that asks; null: it does not say.</summary>
    public string? Origin { get; set; } = client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>A browser at a grid that no document is held against.</summary>
    public static Browser At(GridUnderTest grid, string? origin = null)
    {
        var cookies = new CookieContainer();
        return new Browser(new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = grid.Url }, cookies) { Origin = origin ?? grid.Url.GetLeftPart(UriPartial.Authority) };
    }

    /// <summary>Value of a cookie, or null.</summary>
    public string? Cookie(string name) => cookies.GetCookies(Client.BaseAddress!)[name]?.Value;

    public void SetCookie(string name, string value) => cookies.Add(Client.BaseAddress!, new Cookie(name, value));

    public Task<Answer> GetAsync(string path) => Client.GetAnswerAsync(path);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => AskAsync(HttpMethod.Post, path, body, headers);

    public Task<Answer> DeleteAsync(string path, object? body = null) => AskAsync(HttpMethod.Delete, path, body);

    public Task<Answer> LoginAsync(TestPerson person, string? password = null) =>
        PostAsync("/api/v1/auth/login", new { email = person.Email, password = password ?? TestPerson.Password });

    /// <summary>Signs in; without a second factor.</summary>
    public async Task<Browser> SignedInAsync(TestPerson person, string? password = null)
    {
        var answer = await LoginAsync(person, password);
        Assert.True(answer.Status == 200 && answer.Json.GetProperty("status").GetString() == "signed_in", answer.Text);
        return this;
    }

    public Task<Answer> VerifyAsync(string challenge, string code) => PostAsync("/api/v1/auth/totp/verify", new { challenge, code });

    /// <summary>Whether it is signed in: the status of <c>GET me</c>.</summary>
    public async Task<int> MeAsync() => (await GetAsync("/api/v1/auth/me")).Status;

    /// <summary>Waits until its session is refused; fails after a second.</summary>
    public Task EndsAsync() => ApiTokens.TokenRequests.WithinASecondAsync(401, () => GetAsync("/api/v1/auth/me"));

    private Task<Answer> AskAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        (string, string)[] all = Origin is null ? headers : [("Origin", Origin), .. headers];
        return Client.AskAsync(method, path, body is null ? null : body as string ?? System.Text.Json.JsonSerializer.Serialize(body), all);
    }
}

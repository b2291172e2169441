using System.Net;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>As much of a browser as sign-in pages need: cookies, redirects within the grid, forms with <c>Origin</c>.</summary>
internal sealed class ConnectBrowser(HttpClient program)
{
    private readonly Uri _url = program.BaseAddress!;

    public CookieContainer Cookies { get; } = new();

    /// <summary>Value of a cookie, or null.</summary>
    public string? Cookie(string name) => Cookies.GetCookies(new Uri(_url, "/connect/authorize"))[name]?.Value;

    public Task<ConnectPage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    /// <summary>Fills in the form of a page and sends it.</summary>
    public Task<ConnectPage> SubmitAsync(ConnectPage page, params (string Name, string? Value)[] fields)
    {
        var form = page.Hidden;
        foreach (var (name, value) in fields)
        {
            form.Remove(name);
            if (value is not null) form[name] = value;
        }

        return PostAsync(page.Action ?? throw new InvalidOperationException($"No form: {page.Status} {page.Text}"), form);
    }

    /// <summary>Posts a form as if from a page of this origin; null sends none.</summary>
    public Task<ConnectPage> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form, string? origin = "") =>
        SendAsync(HttpMethod.Post, path, form, origin == "" ? _url.GetLeftPart(UriPartial.Authority) : origin);

    private async Task<ConnectPage> SendAsync(HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>>? form, string? origin)
    {
        var address = new Uri(_url, path);
        using var request = new HttpRequestMessage(method, address);
        if (form is not null) request.Content = new FormUrlEncodedContent(form);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        if (Cookies.GetCookieHeader(address) is { Length: > 0 } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        var response = await program.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set) Cookies.SetCookies(address, cookie);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if ((int)response.StatusCode != 303) return new ConnectPage(address, (int)response.StatusCode, text, response);
        var location = new Uri(address, response.Headers.Location!.OriginalString);
        return location.Authority == _url.Authority ? await GetAsync(location.PathAndQuery) : new ConnectPage(address, 303, text, response) { Location = location };
    }
}

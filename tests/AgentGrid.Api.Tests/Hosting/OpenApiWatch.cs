using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>Clients whose answers are looked up in an OpenAPI document: a status that was seen must be documented.</summary>
internal sealed class OpenApiWatch(OpenApiDocument document) : IDisposable
{
    private readonly List<HttpClient> _clients = [];

    /// <summary>Operations and statuses that were seen and are not in the document.</summary>
    public ConcurrentDictionary<string, bool> Undocumented { get; } = new();

    /// <param name="url">Of the grid.</param>
    /// <param name="token">Bearer token; null for none.</param>
    /// <param name="cookies">Where it keeps cookies; null: it has none.</param>
    public HttpClient Client(Uri url, string? token, CookieContainer? cookies = null)
    {
        var handler = cookies is null ? new SocketsHttpHandler { UseCookies = false } : new SocketsHttpHandler { CookieContainer = cookies };
        var client = new HttpClient(new Watching(this, handler)) { BaseAddress = url };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private void See(HttpRequestMessage request, HttpResponseMessage response)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (document.Find(request.Method.Method, path) is { } operation && !operation.Documents((int)response.StatusCode))
            Undocumented[$"{operation.Name} {(int)response.StatusCode}"] = true;
    }

    private sealed class Watching(OpenApiWatch watch, HttpMessageHandler handler) : DelegatingHandler(handler)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            watch.See(request, response);
            return response;
        }
    }
}

using AgentGrid.Api.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity;

/// <summary>
/// Every route called as everybody. The rows come from the OpenAPI document of the running host; who may call which stands in <see cref="RouteExpectations"/>,
/// and a route that is missing there, or in the document, fails.
/// </summary>
public sealed class RouteTableTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public async Task Every_route_answers_every_caller_as_expected()
    {
        var callers = await RouteCallers.AtAsync(shared);
        var (wrong, cells) = (new List<string>(), 0);
        foreach (var operation in shared.Document.Operations.OrderBy(RouteExpectations.Turn))
        {
            var path = RouteExpectations.Fill(operation.Path, callers);
            foreach (var (caller, expected) in RouteCallers.Names.Zip(RouteExpectations.Of(operation.Name)))
            {
                var answer = await callers.AskAsync(caller, new HttpMethod(operation.Method), path, operation.HasBody ? RouteExpectations.Body(operation) : null);
                cells++;
                if (answer.Status != expected) wrong.Add($"{operation.Name} as {caller}: {answer.Status} instead of {expected}: {answer.Text}");
                else if (expected == 401) Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        TestContext.Current.SendDiagnosticMessage($"{shared.Document.Operations.Count} routes, {cells} cells checked");
        TestContext.Current.TestOutputHelper!.WriteLine($"{shared.Document.Operations.Count} routes, {cells} cells checked");
        Assert.Empty(RouteExpectations.Names.Except(shared.Document.Operations.Select(o => o.Name)));
    }

    [Fact]
    public void Every_route_of_the_host_is_documented()
    {
        var missing = Endpoints()
            .SelectMany(e => e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {Template(e)}"))
            // Documents do not describe themselves.
            .Where(name => name is not ("GET /openapi/v1.json" or "GET /asyncapi/v1.json"))
            .Except(shared.Document.Operations.Select(o => o.Name));
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Anonymous_routes_are_the_closed_list()
    {
        string[] closed =
        [
            "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/api/v1/auth/login", "/api/v1/auth/logout", "/api/v1/auth/totp/verify",
            "/connect/authorize", "/connect/authorize", "/connect/consent", "/connect/endsession", "/connect/endsession", "/connect/factor", "/connect/introspect", "/connect/jwks",
            "/connect/revoke", "/connect/signin", "/connect/signout", "/connect/style.css", "/connect/token",
            "/healthz", "/metrics", "/readyz",
        ];
        var open = Endpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(Template).Order(StringComparer.Ordinal);
        Assert.Equal(closed, open);
        Assert.Equal(closed, shared.Document.Operations.Where(o => o.IsAnonymous).Select(o => o.Path).Order(StringComparer.Ordinal));
        foreach (var document in (string[])["/openapi/v1.json", "/asyncapi/v1.json"]) Assert.Equal(401, (await shared.Anonymous.GetAnswerAsync(document)).Status);
    }

    [Theory]
    [InlineData("/api/v1/agents", "POST")]
    [InlineData("/api/v1/openclaw/dispatch", "POST")]
    [InlineData("/api/v1/agents/0198f0c0-0000-7000-8000-000000000000", "DELETE")]
    public async Task A_refused_caller_learns_nothing_of_bodies_and_ids(string path, string method)
    {
        foreach (var body in (string?[])[null, "{", "{}"])
            Assert.Equal(401, (await shared.Anonymous.AskAsync(new HttpMethod(method), path, body)).Status);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => shared.Grid.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null);

    private static string Template(RouteEndpoint endpoint)
    {
        var text = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        return text.Replace("{**id}", "{id}", StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Hosting.Metrics;
using AgentGrid.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

public sealed class MetricsEndpointTests
{
    private const string Token = "scrape-token-of-at-least-thirty-two-characters";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Get_directly_from_loopback_answers(string address)
    {
        var (context, body) = await GetAsync(address, token: null);
        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", context.Response.ContentType);
        Assert.Contains("# TYPE", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("x-forwarded-proto")]
    [InlineData("X-Original-For")]
    public async Task Get_forwarded_from_loopback_is_refused(string header) =>
        await AssertRefusedAsync(() => GetAsync("127.0.0.1", Token, (header, "127.0.0.1")));

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData(null)]
    public async Task Get_from_elsewhere_is_refused(string? address)
    {
        await AssertRefusedAsync(() => GetAsync(address, token: null));
        await AssertRefusedAsync(() => GetAsync(address, Token));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic " + Token)]
    [InlineData("Bearer " + Token + "x")]
    [InlineData(Token)]
    public async Task Get_with_another_credential_is_refused(string authorization) =>
        await AssertRefusedAsync(() => GetAsync("192.0.2.1", Token, ("Authorization", authorization)));

    [Fact]
    public async Task Get_with_an_empty_bearer_and_no_token_configured_is_refused()
    {
        await AssertRefusedAsync(() => GetAsync("192.0.2.1", null, ("Authorization", "Bearer ")));
        await AssertRefusedAsync(() => GetAsync("192.0.2.1", "", ("Authorization", "Bearer ")));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    public async Task Get_with_the_scrape_token_answers_everyone(string scheme)
    {
        var (context, _) = await GetAsync("192.0.2.1", Token, ("Authorization", scheme + Token), ("X-Forwarded-For", "198.51.100.7"));
        Assert.Equal(200, context.Response.StatusCode);
    }

    [Fact]
    public async Task MapMetrics_route_is_anonymous()
    {
        await using var app = Build(null);
        Assert.NotNull(EndpointOf(app).Metadata.GetMetadata<IAllowAnonymous>());
    }

    private static async Task AssertRefusedAsync(Func<Task> get) =>
        Assert.Equal(GridErrorCode.Unauthenticated, (await Assert.ThrowsAsync<GridException>(get)).Code);

    private static async Task<(HttpContext Context, string Body)> GetAsync(string? address, string? token, params (string Name, string Value)[] headers)
    {
        await using var app = Build(token);
        app.Services.GetRequiredService<PrometheusExporter>().Start();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        context.Response.Body = body;
        await EndpointOf(app).RequestDelegate!(context);
        await context.Response.CompleteAsync();
        return (context, Encoding.UTF8.GetString(body.ToArray()));
    }

    private static Endpoint EndpointOf(IEndpointRouteBuilder app) => Assert.Single(app.DataSources.SelectMany(s => s.Endpoints));

    private static WebApplication Build(string? token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(new PrometheusExporter(["System.Runtime"]));
        builder.Services.Configure<GridOptions>(o => o.MetricsToken = token);
        var app = builder.Build();
        app.MapMetrics();
        return app;
    }
}

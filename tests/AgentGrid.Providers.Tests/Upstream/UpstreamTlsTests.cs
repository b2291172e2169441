using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgentGrid.Providers.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class UpstreamTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "2.0")]
    [InlineData(HttpProtocols.Http1, "1.1")]
    public async Task SendAsync_over_tls_speaks_the_best_version_offered_and_checks_the_name(HttpProtocols offered, string version)
    {
        using var certificate = SelfSigned("agents.example");
        await using var server = await StartAsync(certificate, offered);
        // Trusts this authority, and still wants the certificate to be for the name.
        using var http = Http((_, _, _, errors) => errors == SslPolicyErrors.RemoteCertificateChainErrors);

        using var response = await GetAsync(http, server, "agents.example");

        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (response.StatusCode, response.Version));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(http, server, "other.example"));
        Assert.Equal(UpstreamFailureKind.Tls, UpstreamFailure.Of(error).Kind);
    }

    [Fact]
    public async Task SendAsync_to_an_untrusted_certificate_fails_as_tls()
    {
        using var certificate = SelfSigned("agents.example");
        await using var server = await StartAsync(certificate, HttpProtocols.Http1AndHttp2);
        using var http = Http(trust: null);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(http, server, "agents.example"));

        Assert.Equal(UpstreamFailureKind.Tls, UpstreamFailure.Of(error).Kind);
    }

    [Fact]
    public async Task SendAsync_over_tls_to_a_server_that_shakes_no_hands_times_out()
    {
        await using var server = new RawServer((string?)null);
        using var http = Http(trust: null, TimeSpan.FromMilliseconds(100));
        using var request = UpstreamHttp.CreateRequest(HttpMethod.Get, new Uri($"https://agents.example:{server.Port}/"));

        // The server waits for a request head that never comes; the connect timeout covers the handshake.
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.SendAsync(request, Token));

        Assert.Equal(UpstreamFailureKind.Timeout, UpstreamFailure.Of(error).Kind);
    }

    private static UpstreamHttp Http(RemoteCertificateValidationCallback? trust, TimeSpan? connectTimeout = null) => new(
        new UpstreamOptions { AllowPrivateAddresses = true, ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(5) }, new FixedResolver(["127.0.0.1"]), TimeProvider.System, trust);

    private static async Task<HttpResponseMessage> GetAsync(UpstreamHttp http, WebApplication server, string host)
    {
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var request = UpstreamHttp.CreateRequest(HttpMethod.Get, new Uri($"https://{host}:{new Uri(address).Port}/"));
        return await http.SendAsync(request, Token);
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate, HttpProtocols offered)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = offered;
            listen.UseHttps(certificate);
        }));
        var server = builder.Build();
        server.Run(context => context.Response.WriteAsync("{}"));
        await server.StartAsync(Token);
        return server;
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

using AgentGrid.Api.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>
/// Where the grid is reached from outside: the issuer of its tokens. <c>GRID_PUBLIC_URL</c>, else the first address it listens on. Never taken from a request, whose
/// <c>Host</c> and forwarded headers anybody can write.
/// </summary>
public sealed class PublicUrl(IOptions<GridOptions> options, IServer server)
{
    private string? _issuer;

    /// <summary>Scheme, host and port without a slash at the end, e.g. <c>https://grid.example.org</c>.</summary>
    public string Issuer => _issuer ??= (options.Value.PublicUrl ?? Listening()).TrimEnd('/');

    /// <summary>Whether people reach it by https, also where a proxy ends TLS.</summary>
    public bool IsHttps => Issuer.StartsWith("https://", StringComparison.Ordinal);

    // One that listens on all addresses is named by one that a browser can open.
    private string Listening()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server listens nowhere yet.");
        return address.Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal);
    }
}

using System.Net;

namespace AgentGrid.Providers.Upstream;

/// <summary>Resolves with the operating system (hosts file and DNS).</summary>
public sealed class DnsUpstreamResolver : IUpstreamResolver
{
    public async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        await Dns.GetHostAddressesAsync(host, cancellationToken);
}

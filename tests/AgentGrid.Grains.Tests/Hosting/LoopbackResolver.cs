using System.Net;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>Every name is this machine.</summary>
internal sealed class LoopbackResolver : IUpstreamResolver
{
    public ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => ValueTask.FromResult<IPAddress[]>([IPAddress.Loopback]);
}

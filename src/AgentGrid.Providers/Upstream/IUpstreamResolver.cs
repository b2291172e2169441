using System.Net;

namespace AgentGrid.Providers.Upstream;

/// <summary>Names to addresses. Called once per connection; the addresses returned are checked and then connected to, never resolved again.</summary>
public interface IUpstreamResolver
{
    /// <summary>All addresses of a name; a <see cref="System.Net.Sockets.SocketException"/> when it has none.</summary>
    ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

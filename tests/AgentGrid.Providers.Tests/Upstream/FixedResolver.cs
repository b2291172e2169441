using System.Net;
using System.Net.Sockets;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

/// <summary>Answers each question with the next of its answers, the last one for ever: a name that changes between questions.</summary>
internal sealed class FixedResolver(params string[][] answers) : IUpstreamResolver
{
    public int Asked { get; private set; }

    public ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var answer = answers.Length == 0 ? [] : answers[Math.Min(Asked, answers.Length - 1)];
        Asked++;
        return answer.Length == 0
            ? ValueTask.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
            : ValueTask.FromResult(Array.ConvertAll(answer, IPAddress.Parse));
    }
}

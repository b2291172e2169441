using System.Net;
using System.Net.Sockets;

namespace AgentGrid.Providers.Upstream;

/// <summary>
/// Opens TCP connections: resolves the name once, keeps the addresses that <see cref="AddressRules"/> allows, and connects to exactly these, so that a name that answers
/// differently the second time (DNS rebinding) gains nothing. Several addresses race with a head start each (RFC 8305, simplified).
/// </summary>
internal sealed class UpstreamDialer(UpstreamOptions options, IUpstreamResolver resolver, TimeProvider time)
{
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(target.Host, resolver, cancellationToken);
        var addresses = Allowed(target.Host, resolved, options.AllowPrivateAddresses);
        var socket = addresses.Count == 1
            ? await DialAsync(addresses[0], target.Port, cancellationToken)
            : await RaceAsync(addresses, target.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static async ValueTask<IPAddress[]> ResolveAsync(string host, IUpstreamResolver resolver, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        var addresses = await resolver.ResolveAsync(host, cancellationToken);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>The allowed addresses, families alternating; when none is left, the refusal of the first one.</summary>
    public static List<IPAddress> Allowed(string host, IPAddress[] addresses, bool allowPrivate)
    {
        string? refusal = null;
        var v6 = new List<IPAddress>();
        var v4 = new List<IPAddress>();
        foreach (var address in addresses)
        {
            if (AddressRules.Refuse(address, allowPrivate) is { } reason)
                refusal ??= $"{address} is {reason}";
            else
                (address.AddressFamily == AddressFamily.InterNetworkV6 ? v6 : v4).Add(address);
        }
        if (v6.Count + v4.Count == 0)
            throw new AddressRefusedException(host, refusal ?? "it has no address");
        var ordered = new List<IPAddress>(v6.Count + v4.Count);
        for (var i = 0; i < Math.Max(v6.Count, v4.Count); i++)
        {
            if (i < v6.Count)
                ordered.Add(v6[i]);
            if (i < v4.Count)
                ordered.Add(v4[i]);
        }
        return ordered;
    }

    private async Task<Socket> RaceAsync(List<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Socket>>();
        var next = 0;
        Exception? firstFailure = null;
        try
        {
            while (next < addresses.Count || running.Count > 0)
            {
                if (next < addresses.Count)
                    running.Add(DialAsync(addresses[next++], port, losers.Token));
                var any = Task.WhenAny(running);
                if (next < addresses.Count)
                    await Task.WhenAny(any, Task.Delay(options.ConnectionAttemptDelay, time, losers.Token));
                else
                    await any;
                if (!any.IsCompleted)
                    continue;
                var first = await any;
                running.Remove(first);
                if (first.IsCompletedSuccessfully)
                    return await first;
                firstFailure ??= first.Exception?.InnerException;
            }
            cancellationToken.ThrowIfCancellationRequested();
            throw firstFailure ?? new SocketException((int)SocketError.HostUnreachable);
        }
        finally
        {
            await losers.CancelAsync();
            foreach (var late in running)
                _ = late.ContinueWith(DisposeLate, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // A loser that connected all the same is closed; reading the exception of one that failed marks it as observed.
    private static void DisposeLate(Task<Socket> late)
    {
        if (late.IsCompletedSuccessfully)
            late.GetAwaiter().GetResult().Dispose();
        else
            _ = late.Exception;
    }

    private static async Task<Socket> DialAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

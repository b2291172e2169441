using System.Net.Sockets;
using System.Text;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>Bytes to a socket, for what a well-behaved client would never send.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request that asks for the connection to be closed, and reads to the end.</summary>
    public static Task<string> AskAsync(Uri url, string request) => AskAsync(url, Encoding.Latin1.GetBytes(request));

    /// <inheritdoc cref="AskAsync(Uri, string)"/>
    public static async Task<string> AskAsync(Uri url, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server closed a connection whose request it had not read to the end; what it answered before is here.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}

using System.Net.Sockets;
using System.Text;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>One request at a <see cref="ScriptedUpstream"/> and what the script does with it.</summary>
public sealed class UpstreamExchange(Socket socket, UpstreamRequest request, Task gone)
{
    public UpstreamRequest Request { get; } = request;

    /// <summary>Completes when the gateway has closed its side of the connection.</summary>
    public Task Gone { get; } = gone;

    /// <summary>The script has ended the connection.</summary>
    public bool IsClosed { get; private set; }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    /// <summary>Sends one chunk of a body with <c>transfer-encoding: chunked</c>; an empty one ends the body.</summary>
    public async Task ChunkAsync(ReadOnlyMemory<byte> data) =>
        await SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"{data.Length:x}\r\n"), .. data.Span, (byte)'\r', (byte)'\n']);

    /// <inheritdoc cref="ChunkAsync(ReadOnlyMemory{byte})"/>
    public Task ChunkAsync(string data) => ChunkAsync(Encoding.UTF8.GetBytes(data));

    /// <summary>Ends the connection as a process that closes its socket does (FIN).</summary>
    public void Cut()
    {
        IsClosed = true;
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends the connection as a crashed host does (RST).</summary>
    public void Reset()
    {
        IsClosed = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>Says nothing more until the gateway gives up.</summary>
    public Task StallAsync() => Gone;
}

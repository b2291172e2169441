using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>A TCP connection on which a test writes what no WebSocket library would.</summary>
internal sealed class HostileFrames : IAsyncDisposable
{
    private static readonly byte[] Mask = [1, 2, 3, 4];

    private readonly TcpClient _client = new();
    private NetworkStream? _stream;

    private HostileFrames()
    {
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A WebSocket by hand: the handshake is done, the open packet not yet read.</summary>
    public static async Task<HostileFrames> DialAsync(Uri url, string query = "EIO=4&transport=websocket")
    {
        var hostile = await ConnectAsync(url);
        await hostile.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /socket.io/?{query} HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 101", await hostile.ReadAsync(), StringComparison.Ordinal);
        return hostile;
    }

    public static async Task<HostileFrames> ConnectAsync(Uri url)
    {
        var hostile = new HostileFrames();
        await hostile._client.ConnectAsync(url.Host, url.Port, Cancellation);
        // Asked for now: a client does not give it any more once the server has cut the connection.
        hostile._stream = hostile._client.GetStream();
        return hostile;
    }

    /// <summary>A frame with exactly these first bytes, masked unless said otherwise.</summary>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload, bool isMasked = true)
    {
        var head = payload.Length < 126 ? new byte[2] : new byte[10];
        head[0] = (byte)first;
        head[1] = (byte)((isMasked ? 0x80 : 0) | (payload.Length < 126 ? payload.Length : 127));
        if (head.Length > 2) BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), payload.Length);
        var masked = payload.ToArray();
        for (var i = 0; isMasked && i < masked.Length; i++) masked[i] ^= Mask[i % 4];
        return isMasked ? [.. head, .. Mask, .. masked] : [.. head, .. masked];
    }

    public async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await _stream!.WriteAsync(bytes, Cancellation);
        }
        catch (IOException)
        {
            // The server has cut the connection already; what it did with it is seen elsewhere.
        }
    }

    /// <summary>The beginning of what the server says.</summary>
    public async Task<string> ReadAsync()
    {
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, await _stream!.ReadAsync(buffer, Cancellation));
    }

    /// <summary>Waits until the server cuts the connection.</summary>
    /// <returns>Everything it sent before.</returns>
    public async Task<string> ToEndAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(TimeSpan.FromSeconds(15));
        var answer = new MemoryStream();
        try
        {
            await _stream!.CopyToAsync(answer, bound.Token);
        }
        catch (IOException)
        {
            // Cut.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>Writes packets of Engine.IO protocol 4.</summary>
public static class EngineIoFormat
{
    /// <summary>The packets without data.</summary>
    public static EngineIoFrame Close { get; } = "1"u8.ToArray();

    /// <inheritdoc cref="Close"/>
    public static EngineIoFrame Ping { get; } = "2"u8.ToArray();

    /// <inheritdoc cref="Close"/>
    public static EngineIoFrame Noop { get; } = "6"u8.ToArray();

    /// <summary>Answer to the probe of an upgrade.</summary>
    public static EngineIoFrame ProbeAnswer { get; } = "3probe"u8.ToArray();

    /// <summary>The first packet of a session.</summary>
    /// <param name="sid">Session id: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="upgradable">Whether the client may go on over a WebSocket.</param>
    /// <param name="pingInterval">Between two heartbeats.</param>
    /// <param name="pingTimeout">How long an answer to one may take.</param>
    /// <param name="maxPayload">Bytes of the largest payload or frame that is taken.</param>
    public static EngineIoFrame Open(string sid, bool upgradable, TimeSpan pingInterval, TimeSpan pingTimeout, int maxPayload) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""0{"sid":"{{sid}}","upgrades":[{{(upgradable ? "\"websocket\"" : "")}}],"pingInterval":{{(long)pingInterval.TotalMilliseconds}},"pingTimeout":{{(long)pingTimeout.TotalMilliseconds}},"maxPayload":{{maxPayload}}}"""));

    /// <summary>Bytes that a frame takes in a polling payload, without separator.</summary>
    public static int LengthInPayload(EngineIoFrame frame) => frame.IsBinary ? 1 + Base64.GetMaxEncodedToUtf8Length(frame.Bytes.Length) : frame.Bytes.Length;

    /// <summary>Writes a polling payload: text as it is, binary messages as <c>b</c> and base64, separated by U+001E.</summary>
    public static void WritePayload(IBufferWriter<byte> output, IReadOnlyList<EngineIoFrame> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            if (i > 0) output.Write([EngineIoParser.Separator]);
            if (!frames[i].IsBinary)
            {
                output.Write(frames[i].Bytes.Span);
                continue;
            }

            var length = LengthInPayload(frames[i]);
            var target = output.GetSpan(length);
            target[0] = (byte)'b';
            Base64.EncodeToUtf8(frames[i].Bytes.Span, target[1..], out _, out _);
            output.Advance(length);
        }
    }
}

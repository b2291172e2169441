using System.Buffers;
using System.Text;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Domain.Tests.Rooms.SocketIo;

public sealed class EngineIoTests
{
    [Theory]
    [InlineData("0{}", EngineIoPacketType.Open, "{}")]
    [InlineData("1", EngineIoPacketType.Close, "")]
    [InlineData("2probe", EngineIoPacketType.Ping, "probe")]
    [InlineData("3", EngineIoPacketType.Pong, "")]
    [InlineData("4hé", EngineIoPacketType.Message, "hé")]
    [InlineData("5", EngineIoPacketType.Upgrade, "")]
    [InlineData("6", EngineIoPacketType.Noop, "")]
    public void Parse_of_a_packet_gives_type_and_data(string text, EngineIoPacketType type, string data)
    {
        Assert.Equal(SocketIoFault.None, EngineIoParser.Parse(Encoding.UTF8.GetBytes(text), out var packet));
        Assert.Equal((type, data, false), (packet.Type, Encoding.UTF8.GetString(packet.Data.Span), packet.IsBinary));
    }

    [Theory]
    [InlineData("", SocketIoFault.Empty)]
    [InlineData("abc", SocketIoFault.UnknownType)]
    [InlineData("7", SocketIoFault.UnknownType)]
    [InlineData("/", SocketIoFault.UnknownType)]
    [InlineData("b", SocketIoFault.UnknownType)]
    public void Parse_of_no_packet_names_the_fault(string text, SocketIoFault fault) => Assert.Equal(fault, EngineIoParser.Parse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("4a", "4a")]
    [InlineData("4hello\u001ebAQIDBA==\u001e2", "4hello|b01020304|2")]
    [InlineData("4a\u001e", "4a|Empty")]
    [InlineData("", "Empty")]
    [InlineData("\u001e\u001e", "Empty|Empty|Empty")]
    [InlineData("b", "b")]
    [InlineData("bAQ", "BadBase64")]
    [InlineData("b%%%%", "BadBase64")]
    [InlineData("bAQ_-", "BadBase64")]
    public void Payload_is_split_into_its_packets(string payload, string expected)
    {
        ReadOnlyMemory<byte>? rest = Encoding.UTF8.GetBytes(payload);
        var parts = new List<string>();
        while (rest is not null)
        {
            var fault = EngineIoParser.ParseNext(ref rest, out var packet);
            parts.Add(fault != SocketIoFault.None ? fault.ToString()
                : packet.IsBinary ? "b" + Convert.ToHexString(packet.Data.Span)
                : (int)packet.Type + Encoding.UTF8.GetString(packet.Data.Span));
        }

        Assert.Equal(expected, string.Join('|', parts));
    }

    [Fact]
    public void Payload_written_is_payload_read()
    {
        var buffer = new ArrayBufferWriter<byte>();
        EngineIoFrame[] frames = ["4hello"u8.ToArray(), new EngineIoFrame(new byte[] { 1, 2, 3, 4 }, IsBinary: true), EngineIoFormat.Ping];
        EngineIoFormat.WritePayload(buffer, frames);
        Assert.Equal("4hello\u001ebAQIDBA==\u001e2", Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Equal(buffer.WrittenCount, frames.Sum(EngineIoFormat.LengthInPayload) + 2);
    }

    [Fact]
    public void Open_tells_the_parameters() => Assert.Equal(
        """0{"sid":"x-Y_1","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000}""",
        Encoding.UTF8.GetString(EngineIoFormat.Open("x-Y_1", true, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(200), 1_000_000).Bytes.Span));
}

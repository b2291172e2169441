using System.Text;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Domain.Tests.Rooms.SocketIo;

public sealed class SocketIoFormatTests
{
    [Fact]
    public void Packets_look_as_the_protocol_says()
    {
        Assert.Equal("40/agents,{\"sid\":\"s1\"}", Text(SocketIoFormat.Connected("/agents", "s1")));
        Assert.Equal("40{\"sid\":\"s1\"}", Text(SocketIoFormat.Connected("/", "s1")));
        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", Text(SocketIoFormat.Refused("/random", "Invalid namespace")));
        Assert.Equal("44/agents,{\"message\":\"a \\u0022b\\u0022\",\"data\":{\"code\":1}}", Text(SocketIoFormat.Refused("/agents", "a \"b\"", "{\"code\":1}"u8)));
        Assert.Equal("41/agents,", Text(SocketIoFormat.Disconnected("/agents")));
        Assert.Equal("42/agents,[\"message:new\",{\"a\":1},2]", Text(SocketIoFormat.Event("/agents", "message:new", "{\"a\":1},2"u8)));
        Assert.Equal("42[\"typing\"]", Text(SocketIoFormat.Event("/", "typing", default)));
        Assert.Equal("43/agents,7[{\"ok\":true}]", Text(SocketIoFormat.Ack("/agents", 7, "{\"ok\":true}"u8)));
        Assert.Equal("439007199254740991[]", Text(SocketIoFormat.Ack("/", 9007199254740991, default)));
    }

    private static string Text(EngineIoFrame frame) => Encoding.UTF8.GetString(frame.Bytes.Span);
}

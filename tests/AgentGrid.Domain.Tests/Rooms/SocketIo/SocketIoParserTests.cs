using System.Text;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Domain.Tests.Rooms.SocketIo;

public sealed class SocketIoParserTests
{
    [Theory]
    [InlineData("0", SocketIoPacketType.Connect, "/", null, "")]
    [InlineData("0{}", SocketIoPacketType.Connect, "/", null, "{}")]
    [InlineData("0/agents", SocketIoPacketType.Connect, "/agents", null, "")]
    [InlineData("0/agents,", SocketIoPacketType.Connect, "/agents", null, "")]
    [InlineData("0/agents,{\"token\":\"é\"}", SocketIoPacketType.Connect, "/agents", null, "{\"token\":\"é\"}")]
    [InlineData("1", SocketIoPacketType.Disconnect, "/", null, "")]
    [InlineData("1/agents,", SocketIoPacketType.Disconnect, "/agents", null, "")]
    [InlineData("2[\"a\"]", SocketIoPacketType.Event, "/", null, "")]
    [InlineData("2/agents,7[\"a\", 1 ,\"2\",{\"3\":[true]} ]", SocketIoPacketType.Event, "/agents", 7L, " 1 ,\"2\",{\"3\":[true]} ")]
    [InlineData("20[\"a\",null]", SocketIoPacketType.Event, "/", 0L, "null")]
    [InlineData("29007199254740991[\"a\"]", SocketIoPacketType.Event, "/", 9007199254740991L, "")]
    [InlineData("3/agents,12[]", SocketIoPacketType.Ack, "/agents", 12L, "")]
    [InlineData("312[1,[2,3]]", SocketIoPacketType.Ack, "/", 12L, "1,[2,3]")]
    [InlineData("4{\"message\":\"no\"}", SocketIoPacketType.ConnectError, "/", null, "{\"message\":\"no\"}")]
    [InlineData("510-/agents,3[\"a\",{\"_placeholder\":true,\"num\":0}]", SocketIoPacketType.BinaryEvent, "/agents", 3L, "{\"_placeholder\":true,\"num\":0}")]
    [InlineData("60-5[]", SocketIoPacketType.BinaryAck, "/", 5L, "")]
    public void Parse_of_a_sound_packet_gives_its_parts(string text, SocketIoPacketType type, string space, long? id, string data)
    {
        Assert.Equal(SocketIoFault.None, SocketIoParser.Parse(Encoding.UTF8.GetBytes(text), out var packet));
        Assert.Equal((type, space, id), (packet.Type, Encoding.UTF8.GetString(packet.Namespace.Span), packet.Id));
        var isObject = type is SocketIoPacketType.Connect or SocketIoPacketType.ConnectError;
        Assert.Equal(data, Encoding.UTF8.GetString((isObject ? packet.Payload : packet.Arguments.Json).Span));
        Assert.Equal(type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent ? "a" : null, packet.Name);
    }

    [Theory]
    [InlineData("", SocketIoFault.Empty)]
    [InlineData("abc", SocketIoFault.UnknownType)]
    [InlineData("7", SocketIoFault.UnknownType)]
    [InlineData("-1", SocketIoFault.UnknownType)]
    [InlineData("2", SocketIoFault.BadData)]
    [InlineData("2/agents", SocketIoFault.BadData)]
    [InlineData("2{}", SocketIoFault.BadData)]
    [InlineData("2\"a\"", SocketIoFault.BadData)]
    [InlineData("2null", SocketIoFault.BadData)]
    [InlineData("2[]", SocketIoFault.BadEventName)]
    [InlineData("2[1]", SocketIoFault.BadEventName)]
    [InlineData("2[\"\"]", SocketIoFault.BadEventName)]
    [InlineData("2[null]", SocketIoFault.BadEventName)]
    // CVE-2023-32695: a name that is an object.
    [InlineData("2[{\"toString\":\"foo\"}]", SocketIoFault.BadEventName)]
    [InlineData("2[\"connect\"]", SocketIoFault.ReservedEventName)]
    [InlineData("2[\"connect_error\"]", SocketIoFault.ReservedEventName)]
    [InlineData("2[\"disconnect\"]", SocketIoFault.ReservedEventName)]
    [InlineData("2[\"disconnecting\"]", SocketIoFault.ReservedEventName)]
    [InlineData("2[\"newListener\"]", SocketIoFault.ReservedEventName)]
    [InlineData("2[\"remove\\u004cistener\"]", SocketIoFault.ReservedEventName)]
    [InlineData("2abc[\"a\"]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\"", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\"][]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",NaN]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",/**/1]", SocketIoFault.BadJson)]
    [InlineData("2['a']", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",\"\\ud800\"]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",\"\\udc00\\ud800\"]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",\"\\ud83dx\\ude00\"]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",\"\\ud83d\\n\\ude00\"]", SocketIoFault.BadJson)]
    [InlineData("2[\"a\",{\"\\udfff\":1}]", SocketIoFault.BadJson)]
    [InlineData("2[\"\\ud800\"]", SocketIoFault.BadJson)]
    [InlineData("2-1[\"a\"]", SocketIoFault.BadJson)]
    [InlineData("21.5[\"a\"]", SocketIoFault.BadJson)]
    [InlineData("21e3[\"a\"]", SocketIoFault.BadJson)]
    [InlineData("2007[\"a\"]", SocketIoFault.BadId)]
    [InlineData("29007199254740992[\"a\"]", SocketIoFault.BadId)]
    [InlineData("299999999999999999999999999999999[\"a\"]", SocketIoFault.BadId)]
    [InlineData("05{}", SocketIoFault.BadId)]
    [InlineData("15", SocketIoFault.BadId)]
    [InlineData("0[]", SocketIoFault.BadData)]
    [InlineData("0\"token\"", SocketIoFault.BadData)]
    [InlineData("0{", SocketIoFault.BadJson)]
    [InlineData("1[]", SocketIoFault.BadData)]
    [InlineData("1{}", SocketIoFault.BadData)]
    [InlineData("3[]", SocketIoFault.BadId)]
    [InlineData("31", SocketIoFault.BadData)]
    [InlineData("31{}", SocketIoFault.BadData)]
    [InlineData("4", SocketIoFault.BadData)]
    [InlineData("4\"no\"", SocketIoFault.BadData)]
    [InlineData("5[\"a\"]", SocketIoFault.BadAttachments)]
    [InlineData("51[\"a\"]", SocketIoFault.BadAttachments)]
    [InlineData("51", SocketIoFault.BadAttachments)]
    [InlineData("501-[\"a\"]", SocketIoFault.BadAttachments)]
    [InlineData("5+1-[\"a\"]", SocketIoFault.BadAttachments)]
    [InlineData("5splice-[\"a\"]", SocketIoFault.BadAttachments)]
    // CVE-2022-2421 and CVE-2020-36049: numbers of attachments that eat memory.
    [InlineData("511-[\"a\"]", SocketIoFault.TooManyAttachments)]
    [InlineData("599999999999-[\"a\"]", SocketIoFault.TooManyAttachments)]
    [InlineData("599999999999999999999999-[\"a\"]", SocketIoFault.TooManyAttachments)]
    [InlineData("0/a\nb,", SocketIoFault.BadNamespace)]
    public void Parse_of_a_broken_packet_names_the_fault(string text, SocketIoFault fault)
    {
        Assert.Equal(fault, SocketIoParser.Parse(Encoding.UTF8.GetBytes(text), out var packet));
        Assert.Equal(default, packet);
    }

    [Fact]
    public void Parse_keeps_its_bounds_to_the_edge()
    {
        AssertEdge(SocketIoFault.BadNamespace, n => "0/" + new string('n', n - 1) + ",", SocketIoParser.LongestNamespace);
        AssertEdge(SocketIoFault.BadEventName, n => "2[\"" + new string('n', n) + "\"]", SocketIoParser.LongestName);
        AssertEdge(SocketIoFault.BadJson, n => "2[\"a\"," + new string('[', n - 1) + new string(']', n), SocketIoParser.DeepestJson);
        AssertEdge(SocketIoFault.TooManyAttachments, n => $"5{n}-[\"a\"]", SocketIoParser.MostAttachments);
        Assert.Equal(SocketIoFault.BadJson, SocketIoParser.Parse(Encoding.UTF8.GetBytes("2[\"a\"," + new string('[', 100_000)), out _));
    }

    [Fact]
    public void Parse_refuses_what_is_not_utf8()
    {
        Assert.Equal(SocketIoFault.BadText, SocketIoParser.Parse("2[\"a\",\""u8.ToArray().Concat(new byte[] { 0xff }).Concat("\"]"u8.ToArray()).ToArray(), out _));
        Assert.Equal(SocketIoFault.BadText, SocketIoParser.Parse(new byte[] { (byte)'0', (byte)'/', 0xc3 }, out _));
    }

    [Fact]
    public void Arguments_are_found_one_by_one()
    {
        Assert.Equal(SocketIoFault.None, SocketIoParser.Parse("2 [ \"a,[\" , {\"b\": [1,2]} ,\"x,y\", 3.5 ]"u8.ToArray(), out var packet));
        var owned = packet.Arguments.ToOwned();
        Assert.Equal(("a,[", 3), (packet.Name, owned.Count));
        Assert.Equal(["{\"b\": [1,2]}", "\"x,y\"", "3.5"], Enumerable.Range(0, 3).Select(i => Text(owned, i)));
        Assert.False(owned.TryGet(3, out _) || owned.TryGet(-1, out _) || default(SocketIoArguments).TryGet(0, out _));
        Assert.True(default(SocketIoArguments).Json.IsEmpty);
    }

    private static string Text(SocketIoArguments arguments, int index) => arguments.TryGet(index, out var json) ? Encoding.UTF8.GetString(json.Span) : "none";

    private static void AssertEdge(SocketIoFault fault, Func<int, string> packet, int largest)
    {
        Assert.Equal(SocketIoFault.None, SocketIoParser.Parse(Encoding.UTF8.GetBytes(packet(largest)), out _));
        Assert.Equal(fault, SocketIoParser.Parse(Encoding.UTF8.GetBytes(packet(largest + 1)), out _));
    }
}

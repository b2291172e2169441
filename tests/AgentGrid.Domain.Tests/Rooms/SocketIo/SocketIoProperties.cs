using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Rooms.SocketIo;
using FsCheck;
using FsCheck.Fluent;

namespace AgentGrid.Domain.Tests.Rooms.SocketIo;

public sealed class SocketIoProperties
{
    private static readonly string[] Seeds =
    [
        "2/agents,7[\"message:send\",{\"roomId\":\"1\",\"body\":\"h\\u00e9\\ud83d\\ude00\"}]", "0/agents,{\"token\":\"x\"}", "3/agents,12[1,[2]]", "51-/a,3[\"x\",{\"_placeholder\":true,\"num\":0}]", "1/agents,", "4{}",
    ];

    private static readonly string[] Names = ["a", "message:new", "é", "quote\"d", "back\\slash", "😀", "connected"];
    private static readonly string[] Values = ["1", "-0.5e9", "\"x\"", "\"\\ud83d\\ude00,]\"", "null", "{\"a\":[{}]}", "[[],[1,2]]", "true"];
    private static readonly string[] Spaces = ["/", "/agents", "/é", "/a/b?c"];

    /// <summary>Whatever bytes arrive, the parser answers; what it takes can be used to the last argument.</summary>
    [Fact]
    public void Parse_of_any_bytes_never_throws() => Given.ForAll(AnyPackets(), bytes =>
    {
        Use(bytes);
        Assert.True(Enum.IsDefined(EngineIoParser.Parse(bytes, out _)));
        ReadOnlyMemory<byte>? rest = bytes;
        for (var left = bytes.Length + 1; rest is not null; left--)
        {
            Assert.True(left > 0, "the payload has an end");
            Assert.True(Enum.IsDefined(EngineIoParser.ParseNext(ref rest, out _)));
        }
    }, 20_000);

    /// <summary>What the server writes is what a parser reads.</summary>
    [Fact]
    public void Event_and_ack_survive_the_way_through_the_wire()
    {
        var packets = from space in Gen.Elements(Spaces)
                      from name in Gen.Elements(Names)
                      from values in Gen.Elements(Values).ArrayOf()
                      from id in Gen.Choose(0, int.MaxValue)
                      select (space, name, values, id);
        Given.ForAll(Arb.From(packets), sample =>
        {
            var arguments = Encoding.UTF8.GetBytes(string.Join(',', sample.values));
            var @event = Read(SocketIoFormat.Event(sample.space, sample.name, arguments));
            Assert.Equal((SocketIoPacketType.Event, sample.name, sample.space), (@event.Type, @event.Name, Encoding.UTF8.GetString(@event.Namespace.Span)));
            Assert.Equal(sample.values, Texts(@event.Arguments));
            var ack = Read(SocketIoFormat.Ack(sample.space, sample.id, arguments));
            Assert.Equal((SocketIoPacketType.Ack, (long?)sample.id), (ack.Type, ack.Id));
            Assert.Equal(sample.values, Texts(ack.Arguments.ToOwned()));
        });
    }

    private static SocketIoPacket Read(EngineIoFrame frame)
    {
        Assert.Equal(SocketIoFault.None, EngineIoParser.Parse(frame.Bytes, out var message));
        Assert.Equal(SocketIoFault.None, SocketIoParser.Parse(message.Data, out var packet));
        return packet;
    }

    private static void Use(byte[] bytes)
    {
        if (SocketIoParser.Parse(bytes, out var packet) != SocketIoFault.None) return;
        Assert.Equal(packet.Name is not null, packet.Type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent);
        foreach (var argument in Texts(packet.Arguments)) Decode(JsonElement.Parse(argument));
        if (!packet.Payload.IsEmpty) Decode(JsonElement.Parse(packet.Payload.Span));
    }

    private static IEnumerable<string> Texts(SocketIoArguments arguments) => Enumerable.Range(0, arguments.Count).Select(i =>
    {
        Assert.True(arguments.TryGet(i, out var json));
        return Encoding.UTF8.GetString(json.Span);
    });

    // Every string must be decodable: that is what the parser promises to those who come after it.
    private static void Decode(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Decode(item);
        if (element.ValueKind == JsonValueKind.Object) foreach (var property in element.EnumerateObject()) Decode(property.Value);
    }

    // Sound packets with bytes changed, taken out and put in, and pure noise.
    private static Arbitrary<byte[]> AnyPackets()
    {
        const string Spice = "0123456789-/,[]{}\"\\:nu d8ce\u001eb";
        var change = from at in Gen.Choose(0, 200)
                     from kind in Gen.Choose(0, 2)
                     from value in Gen.Frequency((4, Gen.Elements(Spice.ToCharArray()).Select(c => (byte)c)), (1, Gen.Choose(0, 255).Select(n => (byte)n)))
                     select (at, kind, value);
        var mutated = from seed in Gen.Elements(Seeds)
                      from count in Gen.Choose(1, 6)
                      from changes in change.ArrayOf(count)
                      select Change(Encoding.UTF8.GetBytes(seed), changes);
        var noise = Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf();
        return Arb.From(Gen.Frequency((5, mutated), (1, noise)));
    }

    private static byte[] Change(byte[] seed, (int At, int Kind, byte Value)[] changes)
    {
        var bytes = seed.ToList();
        foreach (var (at, kind, value) in changes)
        {
            var index = bytes.Count == 0 ? 0 : at % bytes.Count;
            if (kind == 0 || bytes.Count == 0) bytes.Insert(index, value);
            else if (kind == 1) bytes[index] = value;
            else bytes.RemoveAt(index);
        }

        return [.. bytes];
    }
}

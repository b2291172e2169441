using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentGrid.Domain.Audit;
using FsCheck;
using FsCheck.Fluent;

namespace AgentGrid.Audit.Tests;

public sealed class CanonicalJsonTests
{
    // RFC 8785 section 3.2.2 without its numbers, which are no integers.
    private const string RfcString = """
        {
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """;

    // RFC 8785 section 3.2.3.
    private const string RfcSorting = """
        {
          "\u20ac": "Euro Sign",
          "\r": "Carriage Return",
          "\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\ud83d\ude00": "Emoji: Grinning Face",
          "\u0080": "Control",
          "\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """;

    [Fact]
    public void Of_rfc8785_strings_gives_its_bytes() =>
        Assert.Equal("{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}", CanonicalJson.Of(RfcString));

    [Fact]
    public void Of_rfc8785_sorting_gives_its_order() => Assert.Equal(
        ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
        JsonNode.Parse(CanonicalJson.Of(RfcSorting))!.AsObject().Select(member => (string)member.Value!));

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" [ ] ", "[]")]
    [InlineData("{\"b\":{\"z\":1,\"y\":[{\"d\":0,\"c\":-5}]},\"a\":\"x\"}", "{\"a\":\"x\",\"b\":{\"y\":[{\"c\":-5,\"d\":0}],\"z\":1}}")]
    [InlineData("{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}")]
    [InlineData("[9007199254740991,-9007199254740991,0]", "[9007199254740991,-9007199254740991,0]")]
    [InlineData("\"\\u0000\\u001f\\u007f\\u2028\\/\\b\\t\\n\\f\\r\"", "\"\\u0000\\u001f\u007f\u2028/\\b\\t\\n\\f\\r\"")]
    [InlineData("\"\\ud83d\\ude00 😀\"", "\"😀 😀\"")]
    // The quote sorts before '#', though its escape begins with a backslash; names that are equal once unescaped are one name.
    [InlineData("{\"#\":1,\"\\\"\":2}", "{\"\\\"\":2,\"#\":1}")]
    [InlineData("{\"\\u0062\":1,\"a\":2}", "{\"a\":2,\"b\":1}")]
    public void Of_gives_the_canonical_form(string json, string canonical) => Assert.Equal(canonical, CanonicalJson.Of(json));

    [Theory]
    [InlineData("1.0", CanonicalJsonFault.Number)]
    [InlineData("[0.5]", CanonicalJsonFault.Number)]
    [InlineData("1e2", CanonicalJsonFault.Number)]
    [InlineData("1E+2", CanonicalJsonFault.Number)]
    [InlineData("1e21", CanonicalJsonFault.Number)]
    [InlineData("-0", CanonicalJsonFault.Number)]
    [InlineData("9007199254740992", CanonicalJsonFault.Number)]
    [InlineData("-9007199254740992", CanonicalJsonFault.Number)]
    [InlineData("9223372036854775808", CanonicalJsonFault.Number)]
    [InlineData("100000000000000000000000000000000000000000", CanonicalJsonFault.Number)]
    [InlineData("{\"a\":1,\"a\":1}", CanonicalJsonFault.DuplicateMember)]
    [InlineData("{\"a\":1,\"b\":2,\"\\u0061\":1}", CanonicalJsonFault.DuplicateMember)]
    [InlineData("[{\"x\":{\"b\":1,\"a\":2,\"b\":3}}]", CanonicalJsonFault.DuplicateMember)]
    [InlineData("\"\\ud800\"", CanonicalJsonFault.Surrogate)]
    [InlineData("\"\\ude00\\ud83d\"", CanonicalJsonFault.Surrogate)]
    [InlineData("{\"\\ud83d\":1}", CanonicalJsonFault.Surrogate)]
    [InlineData("", CanonicalJsonFault.Malformed)]
    [InlineData("01", CanonicalJsonFault.Malformed)]
    [InlineData("1 2", CanonicalJsonFault.Malformed)]
    [InlineData("{} x", CanonicalJsonFault.Malformed)]
    [InlineData("[1,]", CanonicalJsonFault.Malformed)]
    [InlineData("{\"a\":1,}", CanonicalJsonFault.Malformed)]
    [InlineData("{\"a\"}", CanonicalJsonFault.Malformed)]
    [InlineData("[1/**/]", CanonicalJsonFault.Malformed)]
    [InlineData("NaN", CanonicalJsonFault.Malformed)]
    [InlineData("\"a\nb\"", CanonicalJsonFault.Malformed)]
    [InlineData("\"open", CanonicalJsonFault.Malformed)]
    [InlineData("\uFEFF{}", CanonicalJsonFault.Malformed)]
    public void Of_text_without_canonical_form_is_refused(string json, CanonicalJsonFault fault) =>
        Assert.Equal(fault, Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Of(json)).Fault);

    [Fact]
    public void Of_half_a_pair_in_the_text_itself_is_refused() =>
        Assert.Equal(CanonicalJsonFault.Surrogate, Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Of("\"\uD83D\"")).Fault);

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xC0, 0xAF, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' })]
    public void Write_invalid_utf8_is_refused(byte[] json) =>
        Assert.Equal(CanonicalJsonFault.Malformed, Assert.Throws<CanonicalJsonException>(() => new CanonicalJson().Write(json)).Fault);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Of_depth_is_bounded(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Equal(Nested(CanonicalJson.MaxDepth), CanonicalJson.Of(Nested(CanonicalJson.MaxDepth)));
        Assert.Equal(CanonicalJsonFault.TooDeep, Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Of(Nested(CanonicalJson.MaxDepth + 1))).Fault);
        Assert.Equal(CanonicalJsonFault.TooDeep, Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Of(Nested(CanonicalJson.MaxDepth + 50))).Fault);
    }

    [Fact]
    public void Of_length_is_bounded()
    {
        string Text(int bytes) => $"\"{new string('x', bytes - 2)}\"";
        Assert.Equal(CanonicalJson.MaxBytes, CanonicalJson.Of(Text(CanonicalJson.MaxBytes)).Length);
        Assert.Equal(CanonicalJsonFault.TooLarge, Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Of(Text(CanonicalJson.MaxBytes + 1))).Fault);
    }

    [Fact]
    public void Write_after_a_refusal_is_as_before()
    {
        var json = new CanonicalJson();
        Assert.Throws<CanonicalJsonException>(() => json.Write("{\"b\":{\"c\":1,\"a\":[1.5"u8));
        Assert.Equal("{\"a\":2,\"b\":1}", Encoding.UTF8.GetString(json.Write("{\"b\":1,\"a\":2}"u8)));
    }

    [Fact]
    public void Of_is_idempotent_and_changes_no_value() => Given.ForAll(Values(), value =>
    {
        var canonical = CanonicalJson.Of(value.Text);
        Assert.Equal(canonical, CanonicalJson.Of(canonical));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value.Text), JsonNode.Parse(canonical)));
        Assert.True(Encoding.UTF8.GetByteCount(canonical) <= Encoding.UTF8.GetByteCount(value.Text));
    });

    [Fact]
    public void Of_does_not_depend_on_order_white_space_and_escapes() => Given.ForAll(Values(), value =>
        Assert.Equal(CanonicalJson.Of(value.Text), CanonicalJson.Of(Shuffled(JsonNode.Parse(value.Text)!, new System.Random(value.Seed)))));

    [Fact]
    public void Of_sorts_names_by_utf16_code_units() => Given.ForAll(Values(), value =>
    {
        foreach (var members in Objects(JsonNode.Parse(CanonicalJson.Of(value.Text))))
            Assert.Equal(members.Order(StringComparer.Ordinal), members);
    });

    private static IEnumerable<string[]> Objects(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(member => Objects(member.Value)).Prepend([.. json.Select(member => member.Key)]),
        JsonArray array => array.SelectMany(Objects),
        _ => [],
    };

    // Another text of the same value: members in another order, everything escaped or nothing, with white space or without.
    private static string Shuffled(JsonNode node, System.Random random)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = random.Next(2) == 0,
            Encoder = random.Next(2) == 0 ? System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping : null,
        };
        return Shuffle(node)!.ToJsonString(options);

        JsonNode? Shuffle(JsonNode? old)
        {
            switch (old)
            {
                case JsonObject json:
                    var members = json.ToArray();
                    random.Shuffle(members);
                    return new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Shuffle(member.Value))));
                case JsonArray array:
                    return new JsonArray([.. array.Select(Shuffle)]);
                default:
                    return old?.DeepClone();
            }
        }
    }

    private static Arbitrary<Value> Values()
    {
        // Names from where the orders of UTF-8 and UTF-16 differ, and from what is escaped.
        var piece = Gen.Elements("a", "b", "Z", "0", "\"", "\\", "/", "\n", "\u0001", "\u007f", "ö", "€", "\ud7ff", "\ue000", "\ufb33", "\uffff", "😀", "\U0010FFFF");
        var text = from n in Gen.Choose(0, 3) from pieces in piece.ArrayOf(n) select string.Concat(pieces);
        Gen<JsonNode?> Node(int depth)
        {
            var leaf = Gen.OneOf(
                text.Select(t => (JsonNode?)JsonValue.Create(t)),
                Gen.Choose(int.MinValue, int.MaxValue).Select(n => (JsonNode?)JsonValue.Create(n * 1000L)),
                Gen.Elements(true, false).Select(b => (JsonNode?)JsonValue.Create(b)),
                Gen.Constant((JsonNode?)null));
            if (depth == 0)
                return leaf;
            var array = from n in Gen.Choose(0, 4) from items in Node(depth - 1).ArrayOf(n) select (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]);
            var json = from n in Gen.Choose(0, 6)
                       from names in text.ArrayOf(n)
                       from values in Node(depth - 1).ArrayOf(n)
                       select (JsonNode?)new JsonObject(names.Zip(values).DistinctBy(m => m.First).Select(m => KeyValuePair.Create(m.First, m.Second?.DeepClone())));
            return Gen.Frequency((1, leaf), (2, array), (4, json));
        }
        return Arb.From(from node in Node(3) from seed in Gen.Choose(0, int.MaxValue) where node is not null select new Value(node.ToJsonString(), seed));
    }

    private sealed record Value(string Text, int Seed);
}

using System.Text;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

public sealed class RoomJsonTests
{
    [Fact]
    public void Write_one_after_the_other_leaves_nothing_of_the_first()
    {
        Assert.Equal("\"a long first text\"", Written("a long first text"));
        Assert.Equal("\"b\"", Written("b"));
    }

    [Fact]
    public void Write_within_a_write_leaves_both_whole()
    {
        var inner = "";
        var outer = RoomJson.Write("outer", (json, text) =>
        {
            json.WriteStartArray();
            inner = Written("inner");
            json.WriteStringValue(text);
            json.WriteEndArray();
        });
        Assert.Equal("\"inner\"", inner);
        Assert.Equal("[\"outer\"]", Encoding.UTF8.GetString(outer));
    }

    [Fact]
    public void Write_after_one_that_failed_is_whole()
    {
        Assert.Throws<InvalidOperationException>(() => RoomJson.Write(0, (json, _) =>
        {
            json.WriteStartObject();
            throw new InvalidOperationException();
        }));
        Assert.Equal("\"after\"", Written("after"));
    }

    [Fact]
    public void Write_more_than_is_kept_is_whole_and_so_is_the_next()
    {
        var large = new string('x', 200_000);
        Assert.Equal($"\"{large}\"", Written(large));
        Assert.Equal("\"small\"", Written("small"));
    }

    private static string Written(string text) => Encoding.UTF8.GetString(RoomJson.Write(text, static (json, value) => json.WriteStringValue(value)));
}

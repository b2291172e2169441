using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class SseReaderProperties
{
    private static readonly string[] Pieces =
    [
        "data: {\"choices\":[]}", "data:", "data", "data: a", "data:b", ": comment", ":", "event: x", "event", "id: 1", "foo", " ", "\uFEFF", "é", "[DONE]",
        "\n", "\n", "\r\n", "\r\n", "\r", "\r", "\n\n", "\r\n\r\n", "\r\r",
    ];

    private static readonly Arbitrary<(string[] Text, int[] Cuts)> Streams = Gen.Zip(
        Gen.Elements(Pieces).ArrayOf(),
        Gen.Choose(1, 9).ArrayOf()).ToArbitrary();

    [Fact]
    public void TryRead_gives_the_same_events_however_the_bytes_are_cut() => Prop.ForAll(Streams, stream =>
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(stream.Text));
        var whole = Read(bytes, [int.MaxValue]);
        return whole.SequenceEqual(Read(bytes, stream.Cuts)) && whole.SequenceEqual(Read(bytes, []));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));

    [Fact]
    public void TryRead_loses_and_adds_no_byte() => Prop.ForAll(Streams, stream =>
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(stream.Text));
        return string.Concat(Read(bytes, stream.Cuts).Select(e => e.Raw)) == Encoding.Latin1.GetString(bytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(40));

    [Fact]
    public void TryRead_agrees_with_the_line_by_line_definition_of_the_standard() => Prop.ForAll(Streams, stream =>
    {
        var text = string.Concat(stream.Text);
        var expected = Definition(text);
        var actual = Read(Encoding.UTF8.GetBytes(text), stream.Cuts).Where(e => e.Data is not null && !e.IsTruncated).Select(e => e.Data!);
        return expected.SequenceEqual(actual);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));

    private static List<SseText> Read(byte[] bytes, IEnumerable<int> sizes)
    {
        // The stream completes synchronously.
        var reading = SseText.ReadAllAsync(bytes, sizes);
        Assert.True(reading.IsCompletedSuccessfully);
        return reading.GetAwaiter().GetResult();
    }

    /// <summary>WHATWG HTML section 9.2.6, as directly as possible.</summary>
    private static List<string> Definition(string text)
    {
        var events = new List<string>();
        List<string> data = [];
        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        foreach (var line in lines[..^1])
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                    events.Add(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(string.Join('\n', data))));
                data = [];
            }
            else if (line == "data" || line.StartsWith("data:", StringComparison.Ordinal))
            {
                var value = line.Length > 5 ? line[5..] : "";
                data.Add(value.StartsWith(' ') ? value[1..] : value);
            }
        }
        return events;
    }
}

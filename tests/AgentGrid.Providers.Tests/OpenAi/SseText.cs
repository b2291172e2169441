using System.Text;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Tests.OpenAi;

/// <summary>One event as text, for comparing; <c>Data</c> is null when there is none.</summary>
internal sealed record SseText(string Raw, string? Data, string Type, string Id, bool IsTruncated)
{
    public static async Task<List<SseText>> ReadAllAsync(byte[] bytes, IEnumerable<int> sizes, int maxEventBytes = SseReader.DefaultMaxEventBytes)
    {
        var events = new List<SseText>();
        using var reader = new SseReader(new ChunkedStream(bytes, sizes), maxEventBytes);
        bool more;
        do
        {
            more = await reader.FillAsync(TestContext.Current.CancellationToken);
            while (reader.TryRead(out var e))
                events.Add(new SseText(Text(e.Raw), e.HasData ? Text(e.Data) : null, Text(e.Type), Text(e.Id), e.IsTruncated));
        }
        while (more);
        return events;
    }

    public static Task<List<SseText>> ReadAllAsync(string text) => ReadAllAsync(Encoding.UTF8.GetBytes(text), [int.MaxValue]);

    // Latin-1, so that cut UTF-8 sequences compare byte by byte.
    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);
}

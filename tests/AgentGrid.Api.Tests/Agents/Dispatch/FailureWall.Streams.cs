using System.Text;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

public static partial class FailureWall
{
    private const string Whole2 = "200 stream: \"from a\", \"!\", stop, [DONE]";
    private static string HugeEvent => $"data: {{\"padding\":\"{new string('x', 1024 * 1024)}\"}}\n\n";

    private static IEnumerable<WallRow> BeforeFirstByte =>
    [
        Streamed("cut before headers", x => Then(x, x.Cut), StreamFromB, Failed, "b"),
        Streamed("cut after headers", x => Then(x, x.Cut, Answers.StreamHead), StreamFromB, Failed, "b"),
        Streamed("ends after headers", Events(""), StreamFromB, Failed, "b"),
        Streamed("cut after a comment", Cut(": hello\n\n"), StreamFromB, Failed, "b"),
        Streamed("cut inside the first event", Cut(Answers.Delta("x")[..30]), StreamFromB, Failed, "b"),
        Streamed("stalls after headers", Stall(""), StreamFromB, Failed, "b") with { Silent = true },
        Streamed("malformed first chunk", Events("data: {\"choices\":[}\n\n"), StreamFromB, Failed, "b"),
        Streamed("error of the server as first event", Events("data: " + Answers.Error("no", "t", "503") + "\n\n"), StreamFromB, Failed, "b"),
        Streamed("overloaded as first event, named error", Events("event: error\ndata: " + Answers.Error("no", "t", "429") + "\n\n"), StreamFromB, Failed, "b"),
        Streamed("refusal as first event", Events("data: " + Answers.Error("no", "t", "400") + "\n\n"), "400 error 400: no", Refused, "nobody"),
        Streamed("event of more than 1 MiB first", Events(HugeEvent), StreamFromB, Failed, "b"),
        Streamed("a whole answer where a stream was asked for", Answers.With(200, Answers.Chat("x")), StreamFromB, "1 failure, 3 in, 2 out", "b"),
        Streamed("stream that is not the gzip it says", x => x.SendAsync("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\ncontent-length: 12\r\n\r\ndata: [DONE]"), StreamFromB, Failed, "b"),
    ];

    private static IEnumerable<WallRow> MidStream =>
    [
        Streamed("cut mid-stream", Cut(Answers.Delta("one")), Broken("error upstream_failed: Agent 'a' failed: connection cut."), Failed, "nobody"),
        Streamed("cut inside a later event", Cut(Answers.Delta("one") + Answers.Delta("two")[..30]), Broken("error upstream_failed: Agent 'a' failed: connection cut."), Failed, "nobody"),
        Streamed("reset mid-stream", async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            await x.ChunkAsync(Answers.Delta("one"));
            x.Reset();
        }, Broken("error upstream_failed: Agent 'a' failed: connection cut."), Failed, "nobody"),
        Streamed("body ends without finish reason and [DONE]", Events(Answers.Delta("one")), Broken("error upstream_failed: Agent 'a' failed: its stream broke off."), Failed, "nobody"),
        Streamed("connection, and so the body, ends without finish reason and [DONE]", x => Then(x, x.Cut, Answers.StreamHeadUntilClose + Answers.Delta("one")),
            Broken("error upstream_failed: Agent 'a' failed: its stream broke off."), Failed, "nobody"),
        Streamed("cut mid-stream after usage was reported", Cut(Answers.DeltaWithUsage("one")), Broken("error upstream_failed: Agent 'a' failed: connection cut."), "1 failure, 3 in, 1 out", "nobody"),
        Streamed("stalls mid-stream", Stall(Answers.Delta("one")), Broken("error upstream_timeout: Agent 'a' failed: no answer in time."), Failed, "nobody") with { Silent = true },
        Streamed("malformed later chunk", Events(Answers.Delta("one") + "data: {\"choices\":[}\n\n" + Answers.Stop + Answers.Done), Broken("error upstream_failed: Agent 'a' failed: its stream cannot be read."), Failed, "nobody"),
        Streamed("error of the server mid-stream", Events(Answers.Delta("one") + "data: " + Answers.Error("no", "t", "503") + "\n\n" + Answers.Done), Broken("error upstream_failed: Agent 'a' failed: it answered with status 503."), Failed, "nobody"),
        Streamed("429 mid-stream", Events(Answers.Delta("one") + "data: " + Answers.Error("no", "t", "429") + "\n\n"), Broken("error rate_limited: Agent 'a' failed: it answered with status 429."), Failed, "nobody"),
        Streamed("event of more than 1 MiB later", Events(Answers.Delta("one") + HugeEvent), Broken("error upstream_failed: Agent 'a' failed: unreadable or too large an answer."), Failed, "nobody"),
    ];

    private static IEnumerable<WallRow> Forms =>
    [
        Streamed("none", Events(Answers.Stream("from a")), Whole2, Succeeded, "nobody"),
        Streamed("gzip stream", x => x.SendAsync(Answers.Gzipped(200, "text/event-stream", Answers.Stream("from a"))), Whole2, Succeeded, "nobody"),
        Streamed("data: without a space", Events(Answers.Stream("from a").Replace("data: ", "data:", StringComparison.Ordinal)), Whole2, Succeeded, "nobody"),
        Streamed("comments first", Events(": PROCESSING\n\n: PROCESSING\n\n" + Answers.Stream("from a")), Whole2, Succeeded, "nobody"),
        Streamed("lines end with CRLF", Events(Answers.Stream("from a").Replace("\n", "\r\n", StringComparison.Ordinal)), Whole2, Succeeded, "nobody"),
        Streamed("multi-line data", Events(Answers.Stream("from a").Replace(",\"model\"", ",\ndata: \"model\"", StringComparison.Ordinal)), Whole2, Succeeded, "nobody"),
        Streamed("byte order mark", Events("\uFEFF" + Answers.Stream("from a")), Whole2, Succeeded, "nobody"),
        Streamed("every byte on its own", async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            foreach (var b in Encoding.UTF8.GetBytes(Answers.Stream("from a"))) await x.ChunkAsync((byte[])[b]);
            await x.ChunkAsync("");
        }, Whole2, Succeeded, "nobody"),
        Streamed("the same event twice", Events(Answers.Delta("from a") + Answers.Delta("from a") + Answers.Stop + Answers.Usage + Answers.Usage + Answers.Done), "200 stream: \"from a\", \"from a\", stop, [DONE]", Succeeded, "nobody"),
        Streamed("finish reason but no [DONE]", Events(Answers.Delta("from a") + Answers.Stop), "200 stream: \"from a\", stop, [DONE]", "1 success, no tokens", "nobody"),
        Streamed("events after [DONE]", Events(Answers.Stream("from a") + Answers.Delta("late") + Answers.Done), Whole2, Succeeded, "nobody"),
        Streamed("missing usage", Events(Answers.Delta("from a") + Answers.Stop + Answers.Done), "200 stream: \"from a\", stop, [DONE]", "1 success, no tokens", "nobody"),
        Streamed("none; the client asks for usage", Events(Answers.Stream("from a")), "200 stream: \"from a\", \"!\", stop, usage, [DONE]", Succeeded, "nobody") with { WantUsage = true },
    ];

    private static string Broken(string error) => $"200 stream: \"one\", {error}, connection ended";

    private static WallRow Streamed(string fault, Func<UpstreamExchange, Task> script, string saw, string metered, string next) => new(fault, script, saw, metered, next) { Stream = true };

    private static Func<UpstreamExchange, Task> Events(string events) => Answers.StreamWhole(events);

    private static Func<UpstreamExchange, Task> Cut(string events) => async x =>
    {
        await x.SendAsync(Answers.StreamHead);
        await x.ChunkAsync(events);
        x.Cut();
    };

    private static Func<UpstreamExchange, Task> Stall(string events) => async x =>
    {
        await x.SendAsync(Answers.StreamHead);
        if (events.Length > 0) await x.ChunkAsync(events);
        await x.StallAsync();
    };
}

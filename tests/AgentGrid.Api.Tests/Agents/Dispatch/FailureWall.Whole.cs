namespace AgentGrid.Api.Tests.Agents.Dispatch;

public static partial class FailureWall
{
    private static string TooLong => new('x', 40 * 1024);

    private static IEnumerable<WallRow> Connections =>
    [
        new("connection refused", null, FromB, Failed, "b") { Endpoint = "http://127.0.0.1:1/v1" },
        new("name does not resolve", null, FromB, Failed, "b") { Endpoint = "http://no-such-host.invalid/v1" },
        new("no TLS where TLS is expected", x => x.StallAsync(), FromB, Failed, "b") { Endpoint = "https://127.0.0.1:{0}/v1" },
        new("cut before headers", x => Then(x, x.Cut), FromB, Failed, "b"),
        new("reset before headers", x => Then(x, x.Reset), FromB, Failed, "b"),
        new("cut inside the headers", x => Then(x, x.Cut, "HTTP/1.1 200 OK\r\ncontent-ty"), FromB, Failed, "b"),
        new("no headers within the time-out", x => x.StallAsync(), FromB, Failed, "b") { Silent = true },
        new("headers trickle in beyond the time-out", async x =>
        {
            await x.SendAsync("HTTP/1.1 200 OK\r\ncontent-type: app");
            await x.StallAsync();
        }, FromB, Failed, "b") { Silent = true },
        new("not HTTP", x => Then(x, x.Cut, "220 mail.example.org ESMTP\r\n"), FromB, Failed, "b"),
        new("headers of 40 KiB", x => x.SendAsync(Answers.Json(200, Answers.Chat("x"), $"x-long: {TooLong}\r\n")), FromB, Failed, "b"),
    ];

    private static IEnumerable<WallRow> Statuses =>
    [
        .. ((int[])[429, 500, 502, 503, 504, 529]).Select(status => new WallRow($"status {status}", Answers.With(status, Answers.Error("no")), FromB, Failed, "b")),
        new("status 503 with a body that is cut", x => Then(x, x.Cut, "HTTP/1.1 503 X\r\ncontent-length: 100\r\n\r\nhalf"), FromB, Failed, "b"),
        new("status 503, gzip", x => x.SendAsync(Answers.Gzipped(503, "application/json", Answers.Error("no"))), FromB, Failed, "b"),
        new("status 302", Answers.With(302, "{}", "location: http://169.254.169.254/\r\n"), FromB, Failed, "b"),
        .. ((int[])[400, 401, 402, 403, 404, 409, 413, 422]).Select(status => new WallRow($"status {status}", Answers.With(status, Answers.Error("no", "t", "\"why\"")), $"{status} error why: no", Refused, "nobody")),
        new("status 400, gzip", x => x.SendAsync(Answers.Gzipped(400, "application/json", Answers.Error("no", "t", "\"why\""))), "400 error why: no", Refused, "nobody"),
        new("status 400 that is not the gzip it says", Answers.With(400, "plain", "content-encoding: gzip\r\n"), $"400 error : {RefusedPlainly}", Refused, "nobody"),
        new("status 400 with a page of HTML", Answers.With(400, "<html>no</html>"), $"400 error : {RefusedPlainly}", Refused, "nobody"),
        new("status 400 with a body that is cut", x => Then(x, x.Cut, "HTTP/1.1 400 X\r\ncontent-length: 100\r\n\r\nhalf"), $"400 error : {RefusedPlainly}", Refused, "nobody"),
        new("status 400", Answers.With(400, Answers.Error("no", "t", "\"why\"")), "400 error why: no", Refused, "nobody") { Stream = true },
        new("status 429", Answers.With(429, Answers.Error("no")), StreamFromB, Failed, "b") { Stream = true },
    ];

    private static IEnumerable<WallRow> Whole =>
    [
        new("cut inside the body", x => Then(x, x.Cut, Answers.Json(200, Answers.Chat("x"))[..^20]), FromB, Failed, "b"),
        new("content-length too short (stale)", x => x.SendAsync(Answers.Json(200, Answers.Chat("x"), "connection: close\r\n").Replace("content-length: 2", "content-length: ", StringComparison.Ordinal)), FromB, Failed, "b"),
        new("stalls inside the body", async x =>
        {
            await x.SendAsync(Answers.Json(200, Answers.Chat("x"))[..^20]);
            await x.StallAsync();
        }, FromB, Failed, "b") { Silent = true },
        new("malformed JSON", Answers.With(200, "{\"choices\":[}"), FromB, Failed, "b"),
        new("200 with a page of HTML", Answers.With(200, "<html></html>"), FromB, Failed, "b"),
        new("200 without choices", Answers.With(200, "{}"), FromB, Failed, "b"),
        new("200 with an error of the server in its body", Answers.With(200, Answers.Error("no", "server_error", "503")), FromB, Failed, "b"),
        new("200 with an error without a code in its body", Answers.With(200, Answers.Error("no")), FromB, Failed, "b"),
        new("200 with a refusal in its body", Answers.With(200, Answers.Error("no", "invalid_request_error", "400")), "400 error 400: no", Refused, "nobody"),
        new("200, gzip", x => x.SendAsync(Answers.Gzipped(200, "application/json", Answers.Chat("from a"))), "200 \"from a\"", Succeeded, "nobody"),
        new("200 that is not the gzip it says", Answers.With(200, Answers.Chat("x"), "content-encoding: gzip\r\n"), FromB, Failed, "b"),
        new("200 in an unknown encoding", Answers.With(200, Answers.Chat("x"), "content-encoding: zstd\r\n"), FromB, Failed, "b"),
        new("a stream that was not asked for", Answers.StreamWhole(Answers.Stream("x")), FromB, Failed, "b"),
        new("missing usage", Answers.With(200, """{"choices":[{"message":{"role":"assistant","content":"from a"}}]}"""), "200 \"from a\"", "1 success, no tokens", "nobody"),
    ];

    private const string Refused = "1 success, no tokens";
    private const string RefusedPlainly = "Agent 'a' refused the request with status 400.";

    private static async Task Then(UpstreamExchange exchange, Action end, string first = "")
    {
        if (first.Length > 0) await exchange.SendAsync(first);
        end();
    }
}

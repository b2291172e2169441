using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrid.Bench.RoomFaults;

/// <content>Posting: one message after the other, each under one id of its own until it is acknowledged.</content>
internal sealed partial class FaultMember
{
    private const int TwiceEvery = 50;

    // 30 events a second are allowed, and the answer says when there are too many.
    private static readonly TimeSpan SocketPace = TimeSpan.FromMilliseconds(36);
    private static readonly TimeSpan RestPace = TimeSpan.FromMilliseconds(10);
    private static readonly string[] Passing = ["rate_limited", "unavailable", "outcome_unknown", "timeout"];
    private readonly List<RoomPlace> _acknowledged = [];

    /// <summary>Places of its messages 0, 1, 2 … as it was told them.</summary>
    internal IReadOnlyList<RoomPlace> Acknowledged => _acknowledged;

    /// <summary>Refusals by their code.</summary>
    internal ConcurrentDictionary<string, int> Refusals { get; } = new();

    /// <summary>The id that it gives its message of this number.</summary>
    internal string ClientMessageId(int number) => $"{Number}-{number}";

    /// <summary>Posts until it is told that there are enough.</summary>
    internal async Task PostAsync(Func<bool> isMoreWanted, Action acknowledged, CancellationToken stop)
    {
        for (var number = 0; isMoreWanted(); number++)
        {
            var due = Task.Delay(PostsByRest ? RestPace : SocketPace, TimeProvider.System, stop);
            // Now and then by both doors at once: whichever comes second is the duplicate.
            var twice = number % TwiceEvery == TwiceEvery - 1 ? PostUntilAcknowledgedAsync(number, byRest: !PostsByRest, stop) : null;
            var place = await PostUntilAcknowledgedAsync(number, PostsByRest, stop);
            if (twice is not null && await twice != place) Complain($"two places of message {number}: {place} and {await twice}");
            _acknowledged.Add(place);
            acknowledged();
            await due;
        }
    }

    private async Task<RoomPlace> PostUntilAcknowledgedAsync(int number, bool byRest, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var wait = FirstPause;
            try
            {
                var answer = byRest ? await PostByRestAsync(number, stop) : await PostBySocketAsync(number, stop);
                if (answer.TryGetProperty("seq", out _))
                {
                    if (answer.GetProperty("duplicate").GetBoolean()) Counts.Duplicated();
                    return RoomPlace.Of(answer, "messageId");
                }

                wait = Refused(answer);
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                // Whether it was written is not known: the same id again.
            }

            Counts.Retried();
            await Task.Delay(wait, TimeProvider.System, stop);
        }
    }

    private async Task<JsonElement> PostBySocketAsync(int number, CancellationToken stop)
    {
        var wire = await _wire.Task.WaitAsync(stop);
        return await wire.AskAsync("message:send", new JsonObject { ["roomId"] = $"{Room}", ["body"] = Body(number), ["clientMessageId"] = ClientMessageId(number) }, stop);
    }

    private async Task<JsonElement> PostByRestAsync(int number, CancellationToken stop)
    {
        await _wire.Task.WaitAsync(stop);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/rooms/{Room}/messages", UriKind.Relative))
        {
            Content = JsonContent.Create(new { body = Body(number), clientMessageId = ClientMessageId(number) }),
        };
        try
        {
            return await AnswerAsync(request, stop);
        }
        catch (HttpRequestException refused) when (refused.StatusCode is not null)
        {
            return JsonSerializer.SerializeToElement(new { error = JsonElement.Parse(refused.Message).GetProperty("code").GetString() });
        }
    }

    private string Body(int number) => $"message {number} of member {Number}";

    private TimeSpan Refused(JsonElement answer)
    {
        var code = answer.GetProperty("error").GetString()!;
        Refusals.AddOrUpdate(code, 1, static (_, count) => count + 1);
        if (!Passing.Contains(code)) Complain($"refused: {answer.GetRawText()}");
        return answer.TryGetProperty("retryAfterMs", out var wait) ? TimeSpan.FromMilliseconds(wait.GetInt64()) : LongestPause;
    }
}

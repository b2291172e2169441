using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>
/// A member of a room that only knows the public protocol: it keeps one socket, comes back with its cursor when that ends, drops what it has, and fetches what it is told that
/// it will not be sent.
/// </summary>
internal sealed partial class FaultMember : IDisposable
{
    private const int PageSize = 200;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _apiToken;
    private readonly List<RoomPlace> _seen = [];
    private volatile TaskCompletionSource<RoomWire> _wire = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _token;
    private long _epoch;
    private long _last;

    /// <param name="address">The grid.</param>
    /// <param name="room">Its room.</param>
    /// <param name="number">Its number among all members.</param>
    /// <param name="agent">Id and API token.</param>
    internal FaultMember(Uri address, Guid room, int number, (Guid Id, string Token) agent)
    {
        (_address, Room, Number, Id, _apiToken) = (address, room, number, agent.Id, agent.Token);
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
    }

    internal Guid Room { get; }

    internal int Number { get; }

    /// <summary>The agent.</summary>
    internal Guid Id { get; }

    /// <summary>What it has read, in the order of its room.</summary>
    internal IReadOnlyList<RoomPlace> Seen => _seen;

    /// <summary>The last place up to which it has read.</summary>
    internal long Last => Volatile.Read(ref _last);

    internal MemberCounts Counts { get; } = new();

    /// <summary>What the protocol does not allow, or what was answered and should not have been; not more than a few.</summary>
    internal ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Why its last socket ended.</summary>
    internal string LastEnd { get; private set; } = "none has";

    private bool IsSocketIo => Number % 5 is 1 or 3;

    private bool PostsByRest => Number % 5 == 4;

    /// <summary>Ends when it is connected.</summary>
    internal Task ReadyAsync() => _wire.Task;

    /// <summary>Reads until it is told to stop.</summary>
    internal async Task ReadAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            RoomWire? wire = null;
            try
            {
                _token ??= await ExchangeAsync(stop);
                wire = await RoomWire.OpenAsync(_address, IsSocketIo, new JsonObject { ["token"] = _token, ["cursors"] = new JsonObject { [$"{Room}"] = Cursor() } }, stop);
                while (true)
                {
                    var (type, body) = await wire.ReadAsync(stop);
                    await TakeAsync(wire, type, body, stop);
                }
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                if (!stop.IsCancellationRequested) (Counts.Reconnects, LastEnd) = (Counts.Reconnects + 1, broken.Message);
                pause = _wire.Task.IsCompleted ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
            finally
            {
                // Who waits for a socket waits for the next one.
                if (_wire.Task.IsCompleted) _wire = new TaskCompletionSource<RoomWire>(TaskCreationOptions.RunContinuationsAsynchronously);
                wire?.Dispose();
            }

            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        }
    }

    public void Dispose() => _http.Dispose();

    private JsonObject Cursor() => _epoch == 0 ? new JsonObject { ["seq"] = _last } : new JsonObject { ["epoch"] = _epoch, ["seq"] = _last };

    private async Task TakeAsync(RoomWire wire, string type, JsonElement body, CancellationToken stop)
    {
        switch (type)
        {
            case "connected":
                foreach (var room in body.GetProperty("rooms").EnumerateArray()) _epoch = room.GetProperty("epoch").GetInt64();
                _wire.TrySetResult(wire);
                break;
            case "message:new":
                if (body.GetProperty("roomId").GetGuid() != Room) Complain("a message of another room");
                else await TakeAsync(RoomPlace.Of(body), stop);
                break;
            case "room:gap":
                Counts.Gaps++;
                await FetchAsync(body.GetProperty("to").GetInt64(), stop);
                break;
            case "room:head" when body.GetProperty("head").GetInt64() > _last:
                Counts.Syncs++;
                _ = SyncAsync(wire, stop);
                break;
            // It says so, and closes, when it cannot know who comes; the member comes back.
            case "error" when body.GetProperty("error").GetString() == "unavailable":
                break;
            case "room:left" or "error" or "connect_error":
                Complain(body.GetRawText());
                break;
        }
    }

    private async Task TakeAsync(RoomPlace place, CancellationToken stop)
    {
        Counts.Received++;
        if (place.Seq <= _last)
        {
            Counts.Repeats++;
            if (_seen[(int)place.Seq - 1] != place) Complain($"another message {place.Seq} than before");
            return;
        }

        if (place.Seq != _last + 1)
        {
            // Neither its turn, nor was it said that something is left out.
            Counts.Jumps++;
            Complain($"message {place.Seq} after {_last}");
            await FetchAsync(place.Seq - 1, stop);
        }

        if (place.Seq == _last + 1) Add(place);
    }

    private void Add(RoomPlace place)
    {
        _seen.Add(place);
        Volatile.Write(ref _last, place.Seq);
    }

    private async Task FetchAsync(long to, CancellationToken stop)
    {
        while (_last < to)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                foreach (var message in (await PageAsync(_last, stop)).GetProperty("messages").EnumerateArray())
                {
                    var place = RoomPlace.Of(message);
                    if (place.Seq != _last + 1) Complain($"the history has {place.Seq} after {_last}");
                    Add(place);
                    Counts.Fetched++;
                }
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                await Task.Delay(FirstPause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <summary>The whole history, as this member is told it.</summary>
    internal async Task<List<RoomPlace>> HistoryAsync(CancellationToken stop)
    {
        var places = new List<RoomPlace>();
        string? after = "0";
        while (after is not null)
        {
            try
            {
                var page = await PageAsync(long.Parse(after, System.Globalization.CultureInfo.InvariantCulture), stop);
                places.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => RoomPlace.Of(message)));
                after = page.GetProperty("nextCursor").GetString();
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                stop.ThrowIfCancellationRequested();
            }
        }

        return places;
    }

    private async Task<JsonElement> PageAsync(long after, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1/rooms/{Room}/messages?after={after}&limit={PageSize}", UriKind.Relative));
        return await AnswerAsync(request, stop);
    }

    private async Task SyncAsync(RoomWire wire, CancellationToken stop)
    {
        try
        {
            await wire.AskAsync("room:sync", new JsonObject { ["roomId"] = $"{Room}", ["after"] = Cursor() }, stop);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // The next socket comes with the cursor.
        }
    }

    private async Task<string> ExchangeAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/sessions", UriKind.Relative)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _apiToken) } };
        using var answer = await _http.SendAsync(request, stop);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(stop));
        return body.RootElement.GetProperty("token").GetString()!;
    }

    private async Task<JsonElement> AnswerAsync(HttpRequestMessage request, CancellationToken stop)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var answer = await _http.SendAsync(request, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException(text, null, answer.StatusCode);
        return JsonElement.Parse(text);
    }

    private void Complain(string what)
    {
        if (Complaints.Count < 20) Complaints.Enqueue($"member {Number}: {what}");
    }

    // What a cut, a dead process or a database that is away looks like from outside.
    private static bool IsBroken(Exception exception) => exception is WebSocketException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;
}

using System.Text;
using System.Text.Json;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>
/// A client of the room session itself, as slow as its schedule says: what it is sent waits in a bounded queue until it reads. It is strict: a message before its turn is a
/// fault, one that it had must be the same, and it fetches only what it was told that it will not be sent.
/// </summary>
internal sealed class ScheduledReader(RoomDoor door, Guid room, Caller caller)
{
    private readonly List<string> _read = [];
    private long _epoch;
    private Socket? _socket;

    /// <summary>The history as it knows it: JSON of message 1, 2, 3 …</summary>
    public IReadOnlyList<string> Read => _read;

    /// <summary>Whether it must join, having left or been taken out.</summary>
    public bool IsOutside { get; set; }

    public bool IsConnected => _socket is { IsClosed: false };

    public int Gaps { get; private set; }

    public int Repeats { get; private set; }

    /// <summary>Opens a socket with the cursor.</summary>
    /// <param name="capacity">Events that may wait to be read.</param>
    public async Task ConnectAsync(int capacity)
    {
        _socket = new Socket(capacity);
        _socket.Session = new RoomSession(door, new KnownCaller(caller), _socket);
        IsOutside = false;
        await _socket.Session.OpenAsync(new Dictionary<Guid, RoomCursor> { [room] = Cursor });
    }

    /// <summary>The socket ends; what waits in it is lost.</summary>
    public void Cut()
    {
        _socket?.Cut();
        _socket = null;
    }

    public Task LeaveAsync()
    {
        IsOutside = true;
        return AskAsync("room:leave", new { roomId = room });
    }

    public Task JoinAsync()
    {
        IsOutside = false;
        return AskAsync("room:join", new { roomId = room, cursor = new { epoch = Cursor.Epoch, seq = Cursor.Seq } });
    }

    public Task SyncAsync(long back) => AskAsync("room:sync", new { roomId = room, after = new { epoch = Cursor.Epoch, seq = Math.Max(0, Cursor.Seq - back) } });

    /// <summary>Reads so many of the events that wait, or all.</summary>
    public async Task ReadAsync(int count = int.MaxValue)
    {
        while (count-- > 0 && _socket?.Next() is { } next) await TakeAsync(next.Name, next.Payload);
    }

    private RoomCursor Cursor => new(_epoch == 0 ? null : _epoch, _read.Count);

    private async Task AskAsync(string name, object arguments)
    {
        if (_socket is not { IsClosed: false } socket) return;
        var answer = await socket.Session!.HandleAsync(name, JsonSerializer.SerializeToElement(arguments));
        socket.Answered(new RoomEvent("ack", answer.Payload));
        socket.Session.Begin(answer);
    }

    private async Task TakeAsync(string name, byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        var body = json.RootElement;
        switch (name)
        {
            case "connected":
                foreach (var joined in body.GetProperty("rooms").EnumerateArray()) See(joined.GetProperty("epoch").GetInt64());
                break;
            case "ack":
                if (body.TryGetProperty("epoch", out var epoch)) See(epoch.GetInt64());
                break;
            case "room:gap":
                Gaps++;
                if (body.GetProperty("reason").GetString() == "epoch_changed") _read.Clear();
                await FetchAsync(body.GetProperty("from").GetInt64(), body.GetProperty("to").GetInt64());
                break;
            case "message:new":
                Take(body.GetProperty("seq").GetInt64(), Encoding.UTF8.GetString(payload));
                break;
        }
    }

    // What was read in another epoch may not be so any more; the gap that says so follows.
    private void See(long epoch)
    {
        if (_epoch != 0 && epoch != _epoch) _read.Clear();
        _epoch = epoch;
    }

    private void Take(long seq, string message)
    {
        if (seq <= _read.Count)
        {
            Repeats++;
            Assert.Equal(_read[(int)seq - 1], message);
            return;
        }

        Assert.True(seq == _read.Count + 1, $"Message {seq} came after {_read.Count}, and no gap was announced.");
        _read.Add(message);
    }

    private async Task FetchAsync(long from, long to)
    {
        Assert.True(from <= _read.Count + 1, $"The gap begins with {from}, but {_read.Count + 1} was not sent.");
        while (_read.Count < to)
        {
            var page = await door.Store.ReadAsync(new RoomHistoryQuery { RoomId = room, After = _read.Count, Limit = 100 }, null, TestContext.Current.CancellationToken);
            foreach (var message in page!.Messages.Where(message => message.Seq <= to)) Take(message.Seq, Encoding.UTF8.GetString(RoomMessageJson.Write(message)));
        }
    }

    private sealed class Socket(int capacity) : IRoomConnection
    {
        private readonly Lock _gate = new();
        private readonly Queue<RoomEvent> _waiting = new();
        private bool _isBehind;
        private bool _isClosed;

        public RoomSession? Session { get; set; }

        public bool IsClosed
        {
            get
            {
                lock (_gate) return _isClosed;
            }
        }

        public bool TrySend(RoomEvent sent)
        {
            lock (_gate)
            {
                if (_isClosed || _isBehind) return false;
                _isBehind = _waiting.Count >= capacity;
                if (!_isBehind) _waiting.Enqueue(sent);
                return !_isBehind;
            }
        }

        // Answers are taken beyond the bound, as both doors do.
        public void Answered(RoomEvent answer)
        {
            lock (_gate) _waiting.Enqueue(answer);
        }

        public void Close(RoomCloseReason reason) => Cut();

        public void Cut()
        {
            lock (_gate)
            {
                if (_isClosed) return;
                _isClosed = true;
            }

            Session!.Closed();
        }

        public RoomEvent? Next()
        {
            RoomEvent? next;
            bool isDrained;
            lock (_gate)
            {
                _waiting.TryDequeue(out next);
                isDrained = _isBehind && _waiting.Count == 0;
                if (isDrained) _isBehind = false;
            }

            if (isDrained) Session!.Drained();
            return next;
        }
    }
}

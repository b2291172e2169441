using System.Buffers.Text;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Rooms;

/// <summary>
/// One thread that drives all sockets of a plan in an open loop: latency counts from the moment a message was due, so a server that stalls is charged for what had to wait
/// behind the stall (no coordinated omission).
/// </summary>
internal sealed class RoomLoad : IRoomClientSink, IDisposable
{
    private const long Second = 1_000_000_000;
    private const long DrainTime = 5 * Second;
    private const long OpenTime = 60 * Second;
    private const long Settle = Second / 2;
    private const int OpenedAtOnce = 64;
    private const int LongestRead = 1024 * 1024;

    private readonly RoomLoadPlan _plan;
    private readonly Epoll _epoll = new();
    private readonly byte[] _buffer = new byte[LongestRead];
    private readonly LatencyHistogram _receive = new();
    private readonly LatencyHistogram _ack = new();
    private readonly LatencyHistogram _sendDelay = new();
    private readonly Dictionary<string, long> _errors = [];
    private readonly RoomClient[] _clients;
    private readonly string _body;
    private readonly byte[] _marker;
    private readonly int _members;
    private readonly byte[] _deliveries;
    private readonly bool[] _acked;
    private readonly double _interval;
    private long _start;
    private long _countFrom;
    private long _countUntil;
    private long _sent;
    private long _ackedInTime;
    private long _deliveredInTime;
    private long _waiting;
    private long _outOfOrder;
    private int _connected;

    internal RoomLoad(RoomLoadPlan plan)
    {
        _plan = plan;
        IRoomCodec codec = plan.Door == RoomDoor.Plain ? new PlainCodec() : new SocketIoCodec();
        _clients = [.. plan.Seats.Select(seat => new RoomClient(seat, codec, this))];
        _members = plan.Seats.Count / Math.Max(1, plan.Seats.Select(seat => seat.RoomId).Distinct().Count());
        _body = new string('x', plan.BodyBytes);
        _marker = System.Text.Encoding.ASCII.GetBytes($"\"clientMessageId\":\"{plan.Run}-");
        _interval = Second / plan.Rate;
        var messages = (int)Math.Ceiling(plan.Rate * (plan.WarmUpSeconds + plan.Seconds)) + 1;
        (_deliveries, _acked) = (new byte[messages], new bool[messages]);
    }

    /// <summary>Opens all sockets; they are in their rooms when this returns.</summary>
    /// <exception cref="InvalidOperationException">Not all of them could be opened.</exception>
    internal void Open()
    {
        var until = Clock.Now + OpenTime;
        for (var opened = 0; _connected < _clients.Length;)
        {
            for (; opened < _clients.Length && opened - _connected < OpenedAtOnce; opened++) _clients[opened].Open(_plan.Port, opened, _epoll);
            Poll(Second / 10);
            if (_errors.Count > 0 || Clock.Now > until) throw new InvalidOperationException($"{_connected} of {_clients.Length} sockets were opened: {string.Join("; ", _errors.Keys)}");
        }

        Idle(Settle);
    }

    /// <summary>Answers pings for some time.</summary>
    internal void Idle(long nanoseconds)
    {
        for (var until = Clock.Now + nanoseconds; Clock.Now < until;) Poll(until - Clock.Now);
    }

    /// <summary>Opens, sends, waits for the last, and tells.</summary>
    internal RoomLoadResult Run()
    {
        Libc.UseExactTimers();
        Open();
        _start = Clock.Now;
        _countFrom = _start + (long)(_plan.WarmUpSeconds * Second);
        _countUntil = _countFrom + (long)(_plan.Seconds * Second);
        // Reading /proc takes milliseconds: by another thread.
        var before = ReadUsageAtAsync(_countFrom);
        var after = ReadUsageAtAsync(_countUntil);
        for (var now = Clock.Now; now < _countUntil; now = Clock.Now)
        {
            for (; Due(_sent) <= now; _sent++) Send(_sent);
            Poll(Math.Min(_countUntil, Due(_sent)) - Clock.Now);
        }

        for (var until = Clock.Now + DrainTime; _waiting > 0 && Clock.Now < until;) Poll(until - Clock.Now);
        return Result(after.GetAwaiter().GetResult().Since(before.GetAwaiter().GetResult()));
    }

    public void Connected(RoomClient client) => _connected++;

    public void Acked(long number, long now)
    {
        if (number < 0 || number >= _sent || _acked[number])
        {
            Failed("an acknowledgement that answers nothing");
            return;
        }

        _acked[number] = true;
        _waiting--;
        if (Counts(now)) _ackedInTime++;
        if (Counts(Due(number))) _ack.Record(now - Due(number));
    }

    public void Message(RoomClient client, ReadOnlySpan<byte> frame, long now)
    {
        var seq = NumberAfter(frame, "\"seq\":"u8);
        if (seq < client.LastSeq) _outOfOrder++;
        client.LastSeq = Math.Max(seq, client.LastSeq);
        var number = NumberAfter(frame, _marker);
        if (number < 0 || number >= _sent)
        {
            Failed("a message of nobody");
            return;
        }

        _deliveries[number]++;
        _waiting--;
        if (Counts(now)) _deliveredInTime++;
        if (Counts(Due(number))) _receive.Record(now - Due(number));
    }

    public void Failed(string reason) => _errors[reason] = _errors.GetValueOrDefault(reason) + 1;

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        _epoll.Dispose();
    }

    private async Task<CoreUsage> ReadUsageAtAsync(long time)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, (time - Clock.Now) / 1e6)), TimeProvider.System);
        return CoreUsage.Read(_plan);
    }

    private void Send(long number)
    {
        _waiting += 1 + _members;
        _clients[number % _clients.Length].Send(number, _plan.Run, _body);
        if (Counts(Due(number))) _sendDelay.Record(Clock.Now - Due(number));
    }

    private void Poll(long timeout)
    {
        var ready = _epoll.Wait(timeout);
        for (var index = 0; index < ready; index++) _clients[_epoll.KeyAt(index)].Receive(_buffer);
    }

    private long Due(long number) => _start + (long)(number * _interval);

    private bool Counts(long time) => time >= _countFrom && time < _countUntil;

    private static long NumberAfter(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> name)
    {
        var at = frame.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(frame[(at + name.Length)..], out long number, out _) ? number : -1;
    }

    private RoomLoadResult Result((double Server, double Database, double Generator, double Other) cores)
    {
        var sent = (int)_sent;
        return new RoomLoadResult
        {
            Rate = _plan.Rate,
            PersistedPerSecond = _ackedInTime / _plan.Seconds,
            DeliveriesPerSecond = _deliveredInTime / _plan.Seconds,
            Receive = _receive.Summarise(),
            Ack = _ack.Summarise(),
            SendDelay = _sendDelay.Summarise(),
            Unacknowledged = _acked.AsSpan(0, sent).Count(false),
            Missing = _deliveries.Take(sent).Sum(count => Math.Max(0L, _members - count)),
            Repeated = _deliveries.Take(sent).Sum(count => Math.Max(0L, count - _members)),
            OutOfOrder = _outOfOrder,
            Errors = _errors,
            ServerCores = cores.Server,
            DatabaseCores = cores.Database,
            GeneratorCores = cores.Generator,
            OtherCores = cores.Other,
        };
    }
}

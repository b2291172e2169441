using System.Net.Sockets;
using System.Text;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Load;

/// <summary>
/// One thread that drives all connections of a plan. An open loop measures from the moment a request should have been sent, so a server that
/// stalls is charged for the requests that had to queue behind the stall (no coordinated omission).
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long DrainTime = 10 * Second;

    private readonly LoadPlan _plan;
    private readonly Epoll _epoll = new();
    private readonly LatencyHistogram _latency = new();
    private readonly LatencyHistogram _firstChunk = new();
    private readonly LatencyHistogram _chunkDelay = new();
    private readonly LatencyHistogram _sendDelay = new();
    private readonly Dictionary<string, long> _errors = [];
    private readonly LoadConnection[] _connections;
    private readonly Stack<LoadConnection> _idle = new();
    private readonly Queue<long> _due = new();
    private long _start;
    private long _countFrom;
    private long _countUntil;
    private long _sent;
    private long _completed;
    private int _busy;

    internal LoadGenerator(LoadPlan plan)
    {
        _plan = plan;
        var request = RequestBytes(plan);
        _connections = [.. Enumerable.Range(0, plan.Connections).Select(key => new LoadConnection(key, plan.Port, request, _epoll, NewCheck()))];
        foreach (var connection in _connections) _idle.Push(connection);
    }

    internal LoadResult Run()
    {
        Libc.UseExactTimers();
        _start = Clock.Now;
        _countFrom = _start + (long)(_plan.WarmUpSeconds * Second);
        _countUntil = _countFrom + (long)(_plan.Seconds * Second);
        if (_plan.Rate > 0) RunOpen();
        else RunClosed();
        Drain();
        return Result();
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        _epoll.Dispose();
    }

    private void RunClosed()
    {
        for (var now = Clock.Now; now < _countUntil; now = Clock.Now)
        {
            while (_idle.TryPop(out var connection)) Send(connection, now);
            Poll(_countUntil - now);
        }
    }

    private void RunOpen()
    {
        var interval = Second / _plan.Rate;
        long number = 0;
        for (var now = Clock.Now; now < _countUntil; now = Clock.Now)
        {
            for (; _start + (long)(number * interval) <= now; number++) _due.Enqueue(_start + (long)(number * interval));
            while (_due.Count > 0 && _idle.TryPop(out var connection)) Send(connection, _due.Dequeue());
            Poll(Math.Min(_countUntil, _start + (long)(number * interval)) - Clock.Now);
        }
    }

    private void Drain()
    {
        var until = Clock.Now + DrainTime;
        for (var now = Clock.Now; (_busy > 0 || _due.Count > 0) && now < until; now = Clock.Now)
        {
            while (_due.Count > 0 && _idle.TryPop(out var connection)) Send(connection, _due.Dequeue());
            Poll(until - now);
        }

        foreach (var connection in _connections.Where(one => one.Busy)) Count("no answer in time", connection.IntendedAt);
        while (_due.TryDequeue(out var due)) Count("never sent", due);
    }

    private void Send(LoadConnection connection, long intendedAt)
    {
        _sent++;
        if (connection.Check is StreamAnswerCheck stream) stream.Counting = Counts(intendedAt);
        try
        {
            connection.Send(intendedAt);
            _busy++;
        }
        catch (SocketException failure)
        {
            connection.Abandon();
            _idle.Push(connection);
            Count("connect or send: " + failure.SocketErrorCode, intendedAt);
        }

        if (_plan.Rate > 0 && Counts(intendedAt)) _sendDelay.Record(Clock.Now - intendedAt);
    }

    private void Poll(long timeout)
    {
        var ready = _epoll.Wait(timeout);
        for (var index = 0; index < ready; index++)
        {
            var connection = _connections[_epoll.KeyAt(index)];
            var now = Clock.Now;
            if (!connection.Receive(now, out var fault)) continue;
            _busy--;
            _idle.Push(connection);
            if (fault is null) Count(connection, now);
            else Count(fault, connection.IntendedAt);
        }
    }

    private void Count(LoadConnection connection, long now)
    {
        // A closed loop counts what was finished in the window, an open loop what was due in it.
        if (_plan.Rate > 0 ? !Counts(connection.IntendedAt) : !Counts(now)) return;
        _completed++;
        _latency.Record(now - connection.IntendedAt);
        if (_plan.Streamed) _firstChunk.Record(connection.Check.FirstChunkAt - connection.IntendedAt);
    }

    // Errors count whenever they happen, also while warming up.
    private void Count(string error, long intendedAt)
    {
        var reason = Counts(intendedAt) ? error : error + " (outside the counted time)";
        _errors[reason] = _errors.GetValueOrDefault(reason) + 1;
    }

    private bool Counts(long time) => time >= _countFrom && time < _countUntil;

    private LoadResult Result() => new()
    {
        Requests = _completed,
        Sent = _sent,
        ElapsedSeconds = (Clock.Now - _start) / (double)Second,
        RequestsPerSecond = _completed / _plan.Seconds,
        Latency = _latency.Summarise(),
        FirstChunk = _plan.Streamed ? _firstChunk.Summarise() : null,
        ChunkDelay = _plan.Streamed ? _chunkDelay.Summarise() : null,
        SendDelay = _plan.Rate > 0 ? _sendDelay.Summarise() : null,
        GeneratorMicrosPerRequest = Environment.CpuUsage.TotalTime.TotalMicroseconds / Math.Max(1, _sent),
        Errors = _errors,
    };

    private IAnswerCheck NewCheck() => _plan.Streamed ? new StreamAnswerCheck(_plan.Chunks, _chunkDelay) : new JsonAnswerCheck();

    private static byte[] RequestBytes(LoadPlan plan)
    {
        var body = Encoding.UTF8.GetBytes(plan.Body);
        var head = new StringBuilder()
            .Append("POST ").Append(plan.Path).Append(" HTTP/1.1\r\nHost: 127.0.0.1:").Append(plan.Port)
            .Append("\r\nContent-Type: application/json\r\nContent-Length: ").Append(body.Length).Append("\r\n");
        foreach (var header in plan.Headers) head.Append(header).Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}

using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>What waits for a client. Counts its bytes; gives a burst's memory back when it is empty. Not thread-safe.</summary>
internal sealed class OutboundQueue
{
    private const int KeptCapacity = 16;

    private readonly Queue<EngineIoFrame> _frames = new();

    internal int Count => _frames.Count;

    internal long Bytes { get; private set; }

    internal void Enqueue(EngineIoFrame frame)
    {
        _frames.Enqueue(frame);
        Bytes += frame.Bytes.Length;
    }

    internal bool TryDequeue(out EngineIoFrame frame)
    {
        if (!_frames.TryDequeue(out frame)) return false;
        Bytes -= frame.Bytes.Length;
        if (_frames.Count == 0 && _frames.Capacity > KeptCapacity) _frames.TrimExcess();
        return true;
    }

    /// <summary>Takes as many as fit into a polling payload, at least one when there is any.</summary>
    internal List<EngineIoFrame> Take(int bytes)
    {
        var taken = new List<EngineIoFrame>(Math.Min(_frames.Count, KeptCapacity));
        while (_frames.TryPeek(out var next))
        {
            bytes -= EngineIoFormat.LengthInPayload(next) + 1;
            if (bytes < 0 && taken.Count > 0) break;
            TryDequeue(out next);
            taken.Add(next);
        }

        return taken;
    }

    internal void Clear()
    {
        _frames.Clear();
        _frames.TrimExcess();
        Bytes = 0;
    }
}

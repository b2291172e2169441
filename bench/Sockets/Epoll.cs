using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AgentGrid.Bench.Sockets;

/// <summary>
/// A level-triggered readiness queue over non-blocking sockets for one thread. The thread pool and asynchronous sockets of .NET cost several
/// times what this does per request, which on two cores would measure the generator and not the gateway.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int MaxEvents = 256;
    private const int OperationAdd = 1;
    private const uint Readable = 1;
    private const int Interrupted = 4;

    // struct epoll_event is packed on x86 only.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    private readonly byte[] _events = new byte[MaxEvents * Stride];
    private readonly int _descriptor;

    internal Epoll()
    {
        _descriptor = Libc.EpollCreate(0);
        if (_descriptor < 0) throw new Win32Exception();
    }

    /// <summary>Reports <paramref name="socket"/> under <paramref name="key"/> whenever it can be read, until it is closed.</summary>
    internal void Add(Socket socket, int key)
    {
        Span<byte> one = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(one, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(one[(Stride - 8)..], key);
        if (Libc.EpollControl(_descriptor, OperationAdd, (int)socket.Handle, ref one[0]) < 0) throw new Win32Exception();
    }

    /// <summary>Number of ready sockets after at most <paramref name="timeout"/> nanoseconds (0 = only look).</summary>
    internal int Wait(long timeout)
    {
        var time = new Timespec(Math.Max(0, timeout));
        var count = Libc.EpollWait(_descriptor, ref _events[0], MaxEvents, ref time, 0);
        if (count >= 0) return count;
        return Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new Win32Exception();
    }

    /// <summary>Key of the ready socket number <paramref name="index"/> of the last wait.</summary>
    internal int KeyAt(int index) => BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan((index * Stride) + Stride - 8));

    public void Dispose() => _ = Libc.Close(_descriptor);
}

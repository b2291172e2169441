using System.Text.Json;

namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>Arguments of an event or an acknowledgement as they were sent; known to be sound JSON without lone surrogates.</summary>
public readonly struct SocketIoArguments
{
    private readonly ReadOnlyMemory<byte> _array;
    private readonly int _start;
    private readonly int _first;

    // The array from its opening to its closing bracket; where the JSON of the arguments begins in it; how many elements come before them.
    internal SocketIoArguments(ReadOnlyMemory<byte> array, int start, int first, int count) => (_array, _start, _first, Count) = (array, start, first, count);

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>All of them: UTF-8 JSON values separated by commas, without the brackets.</summary>
    public ReadOnlyMemory<byte> Json => _array.IsEmpty ? default : _array[_start..^1];

    /// <summary>One argument as UTF-8 JSON.</summary>
    /// <param name="index">From 0 on.</param>
    /// <param name="json">The value; empty when there is no such argument.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(int index, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if ((uint)index >= (uint)Count) return false;
        var reader = new Utf8JsonReader(_array.Span);
        reader.Read();
        for (var left = _first + index; left >= 0; left--)
        {
            reader.Read();
            if (left > 0) reader.Skip();
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        json = _array[start..(int)reader.BytesConsumed];
        return true;
    }

    /// <summary>A copy that does not depend on the input's memory.</summary>
    public SocketIoArguments ToOwned() => new(_array.ToArray(), _start, _first, Count);
}

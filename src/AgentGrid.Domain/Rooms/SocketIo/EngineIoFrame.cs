namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>One packet ready to be sent; never changed afterwards, so that many sessions can share it.</summary>
/// <param name="Bytes">A text packet with its leading digit, or the bytes of a binary message.</param>
/// <param name="IsBinary">Whether it is a binary message.</param>
public readonly record struct EngineIoFrame(ReadOnlyMemory<byte> Bytes, bool IsBinary = false)
{
    /// <summary>A text packet.</summary>
    public static implicit operator EngineIoFrame(byte[] text) => FromText(text);

    /// <inheritdoc cref="op_Implicit(byte[])"/>
    public static EngineIoFrame FromText(byte[] text) => new(text);
}

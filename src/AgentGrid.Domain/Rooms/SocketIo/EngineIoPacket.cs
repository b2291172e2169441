namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>One received packet.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Data">What follows the digit, UTF-8 (not checked here), as a slice of the input; or the bytes of a binary message.</param>
/// <param name="IsBinary">Whether it is a binary message.</param>
public readonly record struct EngineIoPacket(EngineIoPacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false);

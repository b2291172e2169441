namespace AgentGrid.Bench.Rooms;

/// <summary>A running server, by one of its doors.</summary>
/// <param name="Seats">Sockets to open, room after room in turn.</param>
/// <param name="ProcessId">The server's process.</param>
/// <param name="DatabaseProcessId">Its PostgreSQL's first process.</param>
internal sealed record RoomPeer(string Name, int Port, RoomDoor Door, IReadOnlyList<RoomSeat> Seats, int ProcessId, int DatabaseProcessId);

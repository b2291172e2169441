namespace AgentGrid.Bench.Rooms;

/// <summary>One peer in one phase of one round; no result: nothing held.</summary>
internal sealed record RoomSample(int Round, string Peer, RoomLoadResult? Result);

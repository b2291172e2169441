using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>A seat in a room.</summary>
/// <param name="Seat">The seat.</param>
/// <param name="Epoch">The room's epoch.</param>
/// <param name="Head">The room's last message.</param>
/// <param name="Replayed">How many messages will be sent again.</param>
/// <param name="Gap">What will not and is left to the history; null for nothing.</param>
internal sealed record RoomJoin(RoomSeat Seat, long Epoch, long Head, long Replayed, RoomGap? Gap);

namespace AgentGrid.Domain.Rooms;

/// <summary>Messages that a client was not sent and finds in the history.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Reason">Why.</param>
public sealed record RoomGap(long From, long To, RoomGapReason Reason);

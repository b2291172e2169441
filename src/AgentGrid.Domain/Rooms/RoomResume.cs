namespace AgentGrid.Domain.Rooms;

/// <summary>What a joining client gets.</summary>
/// <param name="From">The first message that is sent, replayed or live; all after it follow.</param>
/// <param name="Gap">What is not sent and must be read from the history; null when nothing is missing.</param>
public readonly record struct RoomResume(long From, RoomGap? Gap);

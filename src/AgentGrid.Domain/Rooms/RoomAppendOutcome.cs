namespace AgentGrid.Domain.Rooms;

/// <summary>What became of a batch. In all cases but the first nothing of it was written.</summary>
public enum RoomAppendOutcome
{
    /// <summary>All messages are written.</summary>
    Written,

    /// <summary>Another writer was first, or the room, its members or its epoch changed: load the room again.</summary>
    Stale,

    /// <summary>Some messages were written before: ask which, and repeat without them.</summary>
    Duplicate,
}

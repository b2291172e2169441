namespace AgentGrid.Domain.Rooms;

/// <summary>What became of a change of a room.</summary>
public enum RoomWriteOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It is so already; nothing was written.</summary>
    Unchanged,

    /// <summary>Another writer was first: load the room again.</summary>
    Stale,

    /// <summary>Another room has the slug.</summary>
    SlugTaken,

    /// <summary>There is no such agent or person.</summary>
    NoSuchMember,
}

namespace AgentGrid.Domain.Rooms;

/// <summary>Why messages were not sent. On the wire: snake_case.</summary>
public enum RoomGapReason
{
    /// <summary>More were missed than are replayed.</summary>
    Limit,

    /// <summary>The room goes on from a restored backup: read it anew from 1.</summary>
    EpochChanged,

    /// <summary>The client did not read fast enough.</summary>
    SlowConsumer,
}

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Something that waits on a <see cref="TimerWheel"/>; the links are the wheel's.</summary>
internal abstract class WheelEntry
{
    internal WheelEntry? Next { get; set; }

    internal WheelEntry? Previous { get; set; }

    internal long Due { get; set; }

    // -1: on no slot.
    internal int Slot { get; set; } = -1;

    /// <summary>The time has come; the entry is off the wheel and may be set again.</summary>
    /// <param name="now">Milliseconds of the wheel's clock.</param>
    internal abstract void OnDue(long now);
}

using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that takes reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. May come late or again; the grain is activated for it.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

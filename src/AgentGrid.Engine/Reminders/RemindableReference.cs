using Orleans.Runtime;

namespace Orleans;

/// <summary>A reference by which reminders are delivered.</summary>
internal sealed class RemindableReference : GrainReference, IRemindable
{
    public Task ReceiveReminder(string reminderName, TickStatus status) => CallTask(new ReceiveReminderCall(reminderName, status));
}

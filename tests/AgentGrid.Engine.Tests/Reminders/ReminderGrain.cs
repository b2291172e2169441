namespace AgentGrid.Engine.Tests.Reminders;

public sealed class ReminderGrain : Grain, IReminderGrain
{
    public async Task<string> Register(string name, TimeSpan due, TimeSpan period) =>
        (await this.RegisterOrUpdateReminder(name, due, period)).ReminderName;

    public async Task<bool> Unregister(string name)
    {
        if (await this.GetReminder(name) is not { } reminder) return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<List<string>> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public async Task<bool> Exists(string name) => await this.GetReminder(name) is not null;

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Gates.Open($"{this.GetPrimaryKeyString()}-{reminderName}", status.Period.ToString());
        return Task.CompletedTask;
    }

    public async Task<bool> RegisterOutside(string name)
    {
        try
        {
            await Task.Run(() => this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public async Task UnregisterTwice(string name)
    {
        var reminder = (await this.GetReminder(name))!;
        await this.UnregisterReminder(reminder);
        await this.UnregisterReminder(reminder);
    }
}

namespace AgentGrid.Engine.Tests.Reminders;

[Alias("test.reminder")]
public interface IReminderGrain : IGrainWithStringKey, IRemindable
{
    [Alias("register")]
    Task<string> Register(string name, TimeSpan due, TimeSpan period);

    [Alias("unregister")]
    Task<bool> Unregister(string name);

    [Alias("names")]
    Task<List<string>> Names();

    [Alias("exists")]
    Task<bool> Exists(string name);

    [Alias("deactivate")]
    Task Deactivate();

    [Alias("outside")]
    Task<bool> RegisterOutside(string name);

    [Alias("twice")]
    Task UnregisterTwice(string name);
}

using System.Collections.Concurrent;

namespace AgentGrid.Engine.Tests;

/// <summary>Events between test code and grains, by name. Both engines run grains in the test's process.</summary>
public static class Gates
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource<string>> Named = new();

    public static Task<string> Wait(string name) => Get(name).Task;

    public static void Open(string name, string value = "") => Get(name).TrySetResult(value);

    public static bool IsOpen(string name) => Get(name).Task.IsCompleted;

    private static TaskCompletionSource<string> Get(string name) =>
        Named.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

using System.Reflection;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>Sees every grain call: lets a test wait until one has ended, and lets calls fail as if their grain could not be reached.</summary>
internal sealed class CallWatch : IIncomingGrainCallFilter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Method, string Key), int> _ended = [];
    private readonly List<(string Method, string Key, int Count, TaskCompletionSource Done)> _waiting = [];

    /// <summary>Decides by interface method and grain key which calls fail, and with what; null lets a call through.</summary>
    public Func<MethodInfo, string, Exception?> Fail { get; set; } = (_, _) => null;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var key = context.TargetId.Key.ToString()!;
        if (Fail(context.InterfaceMethod, key) is { } failure) throw failure;
        await context.Invoke();
        Note(context.InterfaceMethod.Name, key);
    }

    /// <summary>How many calls of the method to the grain have succeeded.</summary>
    public int Count(string method, string key)
    {
        lock (_gate) return _ended.GetValueOrDefault((method, key));
    }

    /// <summary>Completes when so many calls of the method to the grain have succeeded.</summary>
    public Task EndedAsync(string method, string key, int count)
    {
        lock (_gate)
        {
            if (_ended.GetValueOrDefault((method, key)) >= count) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((method, key, count, done));
            return done.Task;
        }
    }

    private void Note(string method, string key)
    {
        lock (_gate)
        {
            var count = _ended[(method, key)] = _ended.GetValueOrDefault((method, key)) + 1;
            foreach (var waiter in _waiting.Where(w => w.Method == method && w.Key == key && w.Count <= count)) waiter.Done.TrySetResult();
        }
    }
}

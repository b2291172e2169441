using System.Diagnostics;

namespace AgentGrid.Engine.Tests.Contexts;

public sealed class ContextGrain : Grain, IContextGrain
{
    /// <summary>Belongs to the flow of whoever sets it, on either side of a call.</summary>
    public static readonly AsyncLocal<string?> Flow = new();

    public Task<string?> Get(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public async Task<string?> GetLater(string key)
    {
        await Task.Yield();
        return RequestContext.Get(key) as string;
    }

    public Task<string?> Relay(string otherGrain, string key) => GrainFactory.GetGrain<IContextGrain>(otherGrain).GetLater(key);

    public Task SetAndReturn(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task<int> Append(string key, string value)
    {
        var list = (List<string>)RequestContext.Get(key)!;
        list.Add(value);
        return Task.FromResult(list.Count);
    }

    public async Task<string> Ambient(string value)
    {
        var seen = $"{Flow.Value} {SynchronizationContext.Current?.GetType().Name} {Activity.Current?.OperationName}";
        Flow.Value = value;
        await Task.Yield();
        return $"{seen} {SynchronizationContext.Current?.GetType().Name} {Flow.Value}";
    }
}

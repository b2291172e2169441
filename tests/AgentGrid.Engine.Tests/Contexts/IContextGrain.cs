namespace AgentGrid.Engine.Tests.Contexts;

[Alias("test.context")]
public interface IContextGrain : IGrainWithStringKey
{
    [Alias("get")]
    Task<string?> Get(string key);

    [Alias("getLater")]
    Task<string?> GetLater(string key);

    [Alias("relay")]
    Task<string?> Relay(string otherGrain, string key);

    [Alias("set")]
    Task SetAndReturn(string key, string value);

    [Alias("append")]
    Task<int> Append(string key, string value);

    [Alias("ambient")]
    Task<string> Ambient(string value);
}

namespace AgentGrid.Engine.Tests.Keys;

[Alias("test.key.string")]
public interface IStringKeyGrain : IGrainWithStringKey
{
    [Alias("key")]
    Task<string> Read();

    [Alias("id")]
    Task<GrainId> Id();
}

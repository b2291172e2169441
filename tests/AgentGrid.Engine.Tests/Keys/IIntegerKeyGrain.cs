namespace AgentGrid.Engine.Tests.Keys;

[Alias("test.key.integer")]
public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    [Alias("key")]
    Task<long> Read();
}

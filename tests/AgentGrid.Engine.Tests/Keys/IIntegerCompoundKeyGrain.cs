namespace AgentGrid.Engine.Tests.Keys;

[Alias("test.key.integer-compound")]
public interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey
{
    [Alias("key")]
    Task<(long, string)> Read();
}

namespace AgentGrid.Engine.Tests.Keys;

[Alias("test.key.guid")]
public interface IGuidKeyGrain : IGrainWithGuidKey
{
    [Alias("key")]
    Task<Guid> Read();
}

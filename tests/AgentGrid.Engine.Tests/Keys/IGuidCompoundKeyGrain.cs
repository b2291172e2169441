namespace AgentGrid.Engine.Tests.Keys;

[Alias("test.key.guid-compound")]
public interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey
{
    [Alias("key")]
    Task<(Guid, string)> Read();
}

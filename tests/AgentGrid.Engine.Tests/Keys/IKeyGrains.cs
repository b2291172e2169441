namespace AgentGrid.Engine.Tests.Keys;

[Alias("test.key.string")]
public interface IStringKeyGrain : IGrainWithStringKey
{
    [Alias("key")]
    Task<string> Read();

    [Alias("id")]
    Task<GrainId> Id();
}

[Alias("test.key.guid")]
public interface IGuidKeyGrain : IGrainWithGuidKey
{
    [Alias("key")]
    Task<Guid> Read();
}

[Alias("test.key.integer")]
public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    [Alias("key")]
    Task<long> Read();
}

[Alias("test.key.guid-compound")]
public interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey
{
    [Alias("key")]
    Task<(Guid, string)> Read();
}

[Alias("test.key.integer-compound")]
public interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey
{
    [Alias("key")]
    Task<(long, string)> Read();
}

namespace AgentGrid.Engine.Tests.State;

[Alias("test.stateful")]
public interface IStatefulGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<int> AddAndWrite(int number);

    [Alias("addOnly")]
    Task<int> AddWithoutWriting(int number);

    [Alias("read")]
    Task<int> ReadAgain();

    [Alias("value")]
    Task<int> Value();

    [Alias("exists")]
    Task<bool> Exists();

    [Alias("etag")]
    Task<string?> Etag();

    [Alias("clear")]
    Task Clear();

    [Alias("other")]
    Task<int> AddToOther(int number);

    [Alias("otherValue")]
    Task<int> OtherValue();

    [Alias("onActivate")]
    Task<int> ValueAtActivation();

    [Alias("deactivate")]
    Task Deactivate();

    [Alias("instance")]
    Task<Guid> Instance();

    [Alias("conflict")]
    Task Conflict(bool escape);

    [Alias("outside")]
    Task<bool> TouchOutside();

    [Alias("many")]
    Task<int> WriteManyAtOnce(int times);
}

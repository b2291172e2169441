namespace AgentGrid.Engine.Tests.Filters;

[Alias("test.filtered")]
public interface IFilteredGrain : IGrainWithStringKey
{
    [Alias("trace")]
    Task<List<string>> TakeTrace();

    [Alias("doubled")]
    Task<int> Doubled(int number);

    [Alias("fail")]
    Task<string> Fail(string message);

    [Alias("forbidden")]
    Task Forbidden();

    [Alias("argument")]
    Task<string> Argument(string text);

    [Alias("asynchronous")]
    ValueTask<int> Asynchronous(int number);

    [Alias("plain")]
    ValueTask Plain();

    [Alias("context")]
    Task<string> Described();
}

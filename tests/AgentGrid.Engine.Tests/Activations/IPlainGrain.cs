namespace AgentGrid.Engine.Tests.Activations;

[Alias("test.plain-base")]
public interface IPlainGrain : IGrainWithStringKey
{
    [Alias("key")]
    Task<string> Key();
}

namespace AgentGrid.Engine.Tests.Activations;

[Alias("test.fragile")]
public interface IFragileGrain : IGrainWithStringKey
{
    [Alias("attempt")]
    Task<int> Attempt();
}

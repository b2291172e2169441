namespace AgentGrid.Engine.Tests.Activations;

[Alias("test.unbuildable")]
public interface IUnbuildableGrain : IGrainWithStringKey
{
    [Alias("call")]
    Task Call();
}

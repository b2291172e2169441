namespace AgentGrid.Engine.Tests.Activations;

[Alias("test.unactivatable")]
public interface IUnactivatableGrain : IGrainWithStringKey
{
    [Alias("call")]
    Task Call();
}

namespace AgentGrid.Engine.Tests.Activations;

public sealed class SharedService
{
    public string Name => "shared";
}

namespace AgentGrid.Engine.Tests.State;

public sealed class Counter
{
    public int Value { get; set; }

    public List<string> Names { get; set; } = [];
}

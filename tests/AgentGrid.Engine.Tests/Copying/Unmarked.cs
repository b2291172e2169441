namespace AgentGrid.Engine.Tests.Copying;

/// <summary>May not cross a grain boundary.</summary>
public sealed class Unmarked
{
    public int Value { get; set; }
}

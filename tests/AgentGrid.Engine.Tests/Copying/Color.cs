namespace AgentGrid.Engine.Tests.Copying;

[GenerateSerializer, Alias("test.color")]
public enum Color
{
    Red,
    Green,
}

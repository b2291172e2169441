namespace AgentGrid.Engine.Tests.Copying;

[GenerateSerializer, Alias("test.point")]
public struct Point
{
    [Id(0)]
    public int X { get; set; }

    [Id(1)]
    public int[] History { get; set; }
}

namespace AgentGrid.Engine.Tests.State;

/// <summary>Marked like a wire type: the JSON storages of Orleans refuse to read types that are not.</summary>
[GenerateSerializer, Alias("test.counter")]
public sealed class Counter
{
    [Id(0)]
    public int Value { get; set; }

    [Id(1)]
    public List<string> Names { get; set; } = [];
}

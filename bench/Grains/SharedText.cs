namespace AgentGrid.Bench.Grains;

/// <summary>A message that promises never to change, so that it need not be copied.</summary>
[GenerateSerializer, Immutable, Alias("grid.bench.shared-text")]
public sealed class SharedText
{
    [Id(0)]
    public string Text { get; init; } = "";
}

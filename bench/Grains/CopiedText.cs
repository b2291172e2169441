namespace AgentGrid.Bench.Grains;

/// <summary>A small message that may change: three fields and a list, as a typical command has.</summary>
[GenerateSerializer, Alias("grid.bench.copied-text")]
public sealed class CopiedText
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public int Number { get; set; }

    [Id(2)]
    public List<string> Parts { get; init; } = [];
}

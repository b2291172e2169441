namespace AgentGrid.Engine.Tests.Copying;

[GenerateSerializer, Alias("test.parcel")]
public class Parcel
{
    [Id(0)]
    public string Name { get; set; } = "";

    [Id(1)]
    public List<int> Numbers { get; set; } = [];

    [Id(2)]
    public Dictionary<string, Parcel> Parts { get; set; } = [];

    [Id(3)]
    public Parcel? Inner { get; set; }

    [Id(4)]
    public byte[]? Bytes { get; init; }

    [Id(5)]
    public Color? Color { get; init; }

    [Id(6)]
    private int _hidden;

    /// <summary>Not numbered: does not cross. Orleans' analyzer wants that said (ORLEANS0004).</summary>
    [field: NonSerialized]
    public string Local { get; set; } = "fresh";

    public int Hidden => _hidden;

    public void Hide(int value) => _hidden = value;
}

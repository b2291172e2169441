namespace AgentGrid.Engine.Tests.Copying;

[GenerateSerializer, Alias("test.label"), Immutable]
public sealed record Label
{
    [Id(0)]
    public required string Text { get; init; }

    [Id(1)]
    public DateTimeOffset At { get; init; }
}

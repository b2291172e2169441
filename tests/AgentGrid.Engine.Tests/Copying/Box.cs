namespace AgentGrid.Engine.Tests.Copying;

[GenerateSerializer, Alias("test.box`1")]
public sealed class Box<T>
{
    [Id(0)]
    public T? Value { get; set; }
}

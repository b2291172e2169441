namespace AgentGrid.Engine.Tests.Failures;

[GenerateSerializer, Alias("test.typed-exception")]
public sealed class TypedException : Exception
{
    public TypedException()
    {
    }

    public TypedException(string message) : base(message)
    {
    }

    public TypedException(string message, Exception? inner) : base(message, inner)
    {
    }

    [Id(0)]
    public int Code { get; set; }

    [Id(1)]
    public List<string> Details { get; set; } = [];
}

namespace AgentGrid.Engine.Tests.Failures;

/// <summary>An exception that has no serializer.</summary>
public sealed class UnmarkedException : Exception
{
    public UnmarkedException()
    {
    }

    public UnmarkedException(string message) : base(message)
    {
    }

    public UnmarkedException(string message, Exception inner) : base(message, inner)
    {
    }

    public object Unsafe { get; } = new();
}

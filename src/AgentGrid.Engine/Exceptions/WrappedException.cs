namespace Orleans.Runtime;

/// <summary>Tells of an exception whose own type cannot cross a grain boundary.</summary>
[GenerateSerializer]
public class WrappedException : OrleansException
{
    public WrappedException(string message) : base(message)
    {
    }

    /// <summary>The full name of the type that was thrown.</summary>
    [Id(0)]
    public string? OriginalExceptionType { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(WrappedException)} OriginalType: {OriginalExceptionType}, Message: {Message}";
}

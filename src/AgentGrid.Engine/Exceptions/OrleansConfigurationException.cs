namespace Orleans.Runtime;

/// <summary>The host is set up wrongly.</summary>
[GenerateSerializer]
public sealed class OrleansConfigurationException : OrleansException
{
    public OrleansConfigurationException(string message) : base(message)
    {
    }

    public OrleansConfigurationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

namespace AgentGrid.Api.Hosting;

/// <summary>A setting is wrong; the message is the one line that the operator sees.</summary>
public sealed class SettingException : Exception
{
    public SettingException()
    {
    }

    public SettingException(string message)
        : base(message)
    {
    }

    public SettingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

using System.Text;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>A request as it reached a <see cref="ScriptedUpstream"/>.</summary>
/// <param name="Head">Request line and headers as they came.</param>
/// <param name="Body">The body as it came.</param>
public sealed record UpstreamRequest(string Head, byte[] Body)
{
    public string Path => Head.Split(' ')[1];

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1).Select(line => line.Split(": ", 2))
        .FirstOrDefault(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];
}

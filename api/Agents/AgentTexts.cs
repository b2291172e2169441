using System.Globalization;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;

namespace AgentGrid.Api.Agents;

/// <summary>How an agent's state and version are written.</summary>
internal static class AgentTexts
{
    internal static string Of(AgentHealthStatus health) => health switch
    {
        AgentHealthStatus.Healthy => "healthy",
        AgentHealthStatus.Unhealthy => "unhealthy",
        _ => "unknown",
    };

    /// <summary>A drained agent is shown as draining, whatever its health.</summary>
    internal static string Status(AgentHealthStatus health, int weight) => weight == 0 ? "draining" : Of(health);

    internal static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version in <c>If-Match</c> (RFC 9110 13.1.1); null when absent or <c>*</c>.</summary>
    internal static int? IfMatch(HttpRequest request)
    {
        var text = request.Headers.IfMatch.ToString();
        if (text is "" or "*") return null;
        return int.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new GridException(GridErrorCode.BadRequest, "If-Match must be the ETag of the agent, e.g. \"3\", or *.");
    }
}

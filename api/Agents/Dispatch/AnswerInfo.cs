using System.Globalization;
using AgentGrid.Contracts.Agents;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>Who answers, and how it came to that.</summary>
internal readonly record struct AnswerInfo(AgentTarget Agent, int Attempts, long Pick)
{
    /// <summary>Sets <c>x-grid-agent</c>, <c>x-grid-attempts</c> and <c>x-grid-pick</c>.</summary>
    public void SetHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers["x-grid-agent"] = Agent.Name;
        headers["x-grid-attempts"] = Attempts == 1 ? "1" : Attempts.ToString(CultureInfo.InvariantCulture);
        if (Pick > 0) headers["x-grid-pick"] = Pick.ToString(CultureInfo.InvariantCulture);
    }
}

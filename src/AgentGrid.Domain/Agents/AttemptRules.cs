namespace AgentGrid.Domain.Agents;

/// <summary>Which outcomes move a dispatch to the next agent.</summary>
public static class AttemptRules
{
    /// <summary>Most agents that are asked for one request; never the same one twice.</summary>
    public const int MaxAttempts = 3;

    /// <summary>
    /// Whether this status is a failure of the agent that another agent may not share: 429, 500, 502, 503, 504, 529 (overloaded).
    /// Every other status is the answer, 402 among them: a spent budget is not cured by spending another.
    /// </summary>
    public static bool IsFailure(int status) => status is 429 or 500 or 502 or 503 or 504 or 529;
}

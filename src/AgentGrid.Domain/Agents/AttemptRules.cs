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

    /// <summary>Decides after an attempt.</summary>
    /// <param name="outcome">How the attempt went.</param>
    /// <param name="status">The agent's status; read only when it <see cref="AttemptOutcome.Answered"/>.</param>
    /// <param name="attempts">Attempts made so far, this one included (1 = the first).</param>
    /// <param name="firstByteSent">Whether the client has received any byte of the answer.</param>
    public static AttemptVerdict Decide(AttemptOutcome outcome, int status, int attempts, bool firstByteSent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (outcome == AttemptOutcome.ClientGone)
            return new AttemptVerdict(AttemptAction.Stop, CountsAsFailure: false);
        if (outcome == AttemptOutcome.Answered && !IsFailure(status))
            return new AttemptVerdict(AttemptAction.Return, CountsAsFailure: false);
        if (firstByteSent)
            return new AttemptVerdict(AttemptAction.EndStream, CountsAsFailure: true);
        return new AttemptVerdict(attempts < MaxAttempts ? AttemptAction.TryNext : AttemptAction.Fail, CountsAsFailure: true);
    }
}

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>An agent's metrics as the management API shows them.</summary>
public sealed record AgentNumbers(long Requests, double? SuccessRate, int InFlight, long InputTokens, long OutputTokens)
{
    /// <summary>In a few words.</summary>
    public override string ToString()
    {
        var tokens = InputTokens + OutputTokens == 0 ? "no tokens" : $"{InputTokens} in, {OutputTokens} out";
        var busy = InFlight == 0 ? "" : $", {InFlight} IN FLIGHT";
        var end = (Requests, SuccessRate) switch
        {
            (0, _) => "not counted",
            (1, 1) => "1 success",
            (1, 0) => "1 failure",
            _ => FormattableString.Invariant($"{Requests} requests, rate {SuccessRate}"),
        };
        return $"{end}, {tokens}{busy}";
    }
}

using AgentGrid.Contracts;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>Why an attempt failed before or after the first byte.</summary>
/// <param name="Code">What the client is told when no attempt is left.</param>
/// <param name="Detail">A few words, without anything the upstream said that may hold secrets.</param>
/// <param name="ErrorType">Value of <c>error.type</c> in telemetry: a status or a word.</param>
/// <param name="CoolDownMs">How long the agent asked to be left alone.</param>
internal sealed record AttemptFailure(GridErrorCode Code, string Detail, string ErrorType, long? CoolDownMs = null)
{
    /// <summary>The refusal for the client.</summary>
    public GridException ToRefusal(string agent, int attempts) => new(Code, attempts == 1
        ? $"Agent '{agent}' failed: {Detail}."
        : $"{attempts} agents were asked and failed; the last, '{agent}': {Detail}.")
    {
        RetryAfterMs = Code == GridErrorCode.RateLimited ? CoolDownMs ?? 1000 : CoolDownMs,
    };
}

using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>One request on its way to an agent, whichever door it came through.</summary>
internal sealed class DispatchPlan
{
    public required Caller Caller { get; init; }

    public required OpenAiOperation Operation { get; init; }

    /// <summary>The request in OpenAI's dialect.</summary>
    public required OpenAiRequest Request { get; init; }

    /// <summary>The pool to ask.</summary>
    public required PoolName Pool { get; init; }

    /// <summary>A certain agent of the pool; null for the next in turn.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>Length of the request's body in bytes.</summary>
    public int BodyLength { get; init; }
}

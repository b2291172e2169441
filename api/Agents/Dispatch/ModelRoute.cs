using AgentGrid.Contracts.Agents;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>Where a model name leads.</summary>
/// <param name="Pool">The pool to ask.</param>
/// <param name="Agent">A certain agent of it; null for the next in turn.</param>
internal readonly record struct ModelRoute(PoolName Pool, AgentId? Agent);

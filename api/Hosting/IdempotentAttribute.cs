namespace AgentGrid.Api.Hosting;

/// <summary>Route metadata: <c>Idempotency-Key</c> is honoured.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;

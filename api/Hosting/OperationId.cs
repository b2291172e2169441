namespace AgentGrid.Api.Hosting;

/// <summary>Names the operation of a request: the same for repetitions under one <c>Idempotency-Key</c>.</summary>
public sealed record OperationId(string Value);
